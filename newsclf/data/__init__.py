"""From files of articles to labelled datasets: reading, labelers, splits, audit, building."""
