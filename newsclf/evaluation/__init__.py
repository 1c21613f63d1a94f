"""Measuring predictions on held-out articles, beside the baselines, with intervals."""
