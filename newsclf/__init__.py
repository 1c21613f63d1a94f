"""newsclf reads French news: what an article is about, who says what in it, and where each of them stands.

Nothing heavy is imported here: models are behind :mod:`newsclf.predict`, values in :mod:`newsclf.schema`.
"""

__version__ = "0.1.0"
