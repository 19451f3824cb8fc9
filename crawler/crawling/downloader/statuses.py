"""What a status that is no success means, in the words of problems."""


def of_status(status: int) -> tuple[str, str, bool]:
    """(kind of problem, message, whether it may pass) of an answer with a status that is no success."""
    return f"http_{status}", f"the server answered {status}", status >= 500 or status == 429
