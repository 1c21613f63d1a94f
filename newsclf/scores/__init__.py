"""Pure scoring functions over gold and predicted values: no model, no file, no global state.

Every score is a ratio of counts that add up over articles: ``…_counts`` gives them article by article,
``…_figures`` turns totals into figures (for one total or for a thousand resampled ones at once), and
``score_…`` is the sum of both. Intervals therefore come from the same arithmetic as the figures.
"""
