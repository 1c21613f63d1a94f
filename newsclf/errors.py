"""The errors newsclf raises on purpose: each says what was expected, what came and the way out."""


class NewsclfError(Exception):
    """Base of every deliberate error; the command line prints its message and exits with code 2."""


class ConfigError(NewsclfError):
    """A configuration file, an override or an option is not what it must be."""


class DataError(NewsclfError):
    """An input (file, line, article, annotation) cannot be used as it stands."""


class ModelError(NewsclfError):
    """A checkpoint or an encoder cannot be found, loaded or used for the task asked of it."""
