"""Kernels that start although another process takes one of their ports."""

LOST = ("Kernel died before replying", "Kernel didn't respond")
TRIES = 3


def persistent(start):
    """``start``, which starts a kernel, called again where the kernel ended or gave no first answer.

    jupyter_client looks for free TCP ports and lets go of them before the kernel takes them. Of 180
    kernels that three processes started at once, one found a port taken and ended ("Address already in
    use"), and one never answered.
    """

    def started(*args, **kwargs):
        for _ in range(TRIES - 1):
            try:
                return start(*args, **kwargs)
            except RuntimeError as error:
                if not str(error).startswith(LOST):
                    raise
        return start(*args, **kwargs)

    return started
