"""Views of an analysis for people: rich text for a terminal, and one HTML page. Both speak French."""
