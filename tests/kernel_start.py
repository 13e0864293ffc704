"""Kernels that start although another process takes one of their ports."""

DIED, TRIES = "Kernel died before replying", 3


def persistent(start):
    """``start``, which starts a kernel, called again where the kernel ended before its first answer.

    jupyter_client looks for free TCP ports and lets go of them before the kernel takes them: where several
    processes start kernels at once, one may find a port taken, and ends.
    """

    def started(*args, **kwargs):
        for _ in range(TRIES - 1):
            try:
                return start(*args, **kwargs)
            except RuntimeError as error:
                if not str(error).startswith(DIED):
                    raise
        return start(*args, **kwargs)

    return started
