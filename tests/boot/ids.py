"""Names of parametrized cases, where pytest's own, such as `options0`, would say nothing."""


def pairs(value):
    """For a dict `layout=gpt-fat=16`; for all else None, which leaves the name to pytest."""
    if isinstance(value, dict):
        return "-".join(f"{key}={entry}" for key, entry in value.items())
    return None
