"""Every error that crosses a boundary, named by the boundary, with the exit code it leads to."""

INTERRUPTED = 130  # the exit code after Ctrl-C


class CadsError(Exception):
    """Base of all errors that a user can meet; its text is one line that says what to do."""

    exit_code = 1


class ConfigError(CadsError):
    """The configuration cannot work: a misspelt key, a wrong type, an unknown model, a changed fingerprint."""

    exit_code = 2


class Unequipped(ConfigError):
    """What is asked for needs a package or a GPU that is not here."""


class SeedsError(CadsError):
    """No usable seed is left after the bad ones were set aside."""

    exit_code = 2


class StoreError(CadsError):
    """The run directory cannot be read or written."""

    exit_code = 2


class PromptError(ConfigError):
    """A prompt file is missing, or it and the fields that fill it do not fit together."""


class PictureError(CadsError):
    """Bytes that are not a picture we accept (unknown format, truncated, over 64 megapixels)."""

    exit_code = 2


class ProviderError(CadsError):
    """A model provider did not answer with a usable reply. `retryable` belongs to the class and never to the text."""

    exit_code = 3
    retryable = False


class RateLimited(ProviderError):
    """429: slow down. `retry_after` is in seconds, None when the provider did not say."""

    retryable = True

    def __init__(self, message: str, retry_after: float | None = None):
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(ProviderError):
    """5xx, connection reset, time-out: the same request may work later."""

    retryable = True


class Refused(ProviderError):
    """The model or its safety filter declined; asking again is money lost."""


class ModelDown(Unavailable):
    """The model answers nobody: probes and the smallest question fail like the request did."""

    retryable = False  # that was found out by trying again and again


class InvalidRequest(ProviderError):
    """The provider says the request is wrong (400, 413, 422); asking again cannot help."""


class UnknownModel(ProviderError):
    """404: the provider has no such model, or there is no such address. Once that is mended the request may work."""

    exit_code = 2


class LedgerMiss(ProviderError):
    """ledger.replay=only, and the ledger does not hold this reply."""


class Unauthorized(ProviderError):
    """401 or 403: the key is missing, wrong or not allowed to use this model."""

    exit_code = 2


class ProviderDown(ProviderError):
    """A model stayed down after retries and probes, and the run cannot go on without it; it can be resumed."""


class HubError(CadsError):
    """The Hugging Face Hub did not take the dataset, which lies in the run directory and can be pushed again."""

    exit_code = 3


class ClusterDown(CadsError):
    """Ray did not start or could not be reached; the same command may work later."""

    exit_code = 3


class TrainingFailed(CadsError):
    """A worker of a training died of an error; the same command continues from the last checkpoint."""


class ReplyError(CadsError):
    """A reply arrived but does not hold what the prompt asked for, after all repairs and repeats."""


class BudgetExceeded(CadsError):
    """The next call would exceed budget.usd; the run stops cleanly and can be resumed."""

    exit_code = 4


class AccountingError(CadsError):
    """planned != sum of the states: samples were lost or counted twice."""

    exit_code = 5


# What a model's absence is put down to when its provider answers no request at all now. A row that lacks votes for one
# of these is not decided yet.
AWAY = frozenset(error.__name__ for error in (ModelDown, RateLimited, Unauthorized, UnknownModel))

# What stops a run without being any sample's fault: such rows stay open, and a later run with the same `out` makes them.
SUSPENDING: dict[str, type[CadsError]] = {error.__name__: error for error in (BudgetExceeded, ProviderDown)}
