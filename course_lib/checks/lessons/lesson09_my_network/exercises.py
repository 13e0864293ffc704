"""The exercises of lesson 09."""

from __future__ import annotations

import math
from typing import Any

from course_lib.checks.answers import as_number, call, check_keys, check_number
from course_lib.checks.exercise import exercise
from course_lib.checks.mistakes import first_fault, near, recognised
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right

# ---- the bias of a head for a rare class ----------------------------------------------------------

SHARES = (0.03, 0.2, 0.004)


def odds(p: float) -> float:
    return p / (1 - p)


BIAS_MISTAKES = [
    (lambda p: p, "That is the share itself, a probability. The bias is a logit: the sigmoid of it is to be the share."),
    (math.log, "That is log p, right for a softmax over both classes. The sigmoid of log p is p/(1 + p), not p."),
    (lambda p: -math.log(odds(p)), "The sign is turned round: this first guess gives the rare class the share of the common one."),
    (odds, "Those are the odds. The logarithm is missing."),
    (lambda p: -odds(p), "Those are the odds with a minus. A logit is their logarithm."),
    (lambda p: 1 / odds(p), "That is how many common examples there are for each rare one, a weight for the loss (pos_weight). It changes the loss, not the start."),
    (lambda p: 1 / p, "That is a weight for the rare class. It would change the loss; a bias changes the first guess."),
    (lambda p: -math.log(p), "That is the loss of a rare example. With this bias the first guess is that nearly all examples are of the rare class."),
    (lambda p: -p * math.log(p) - (1 - p) * math.log1p(-p), "That is the first loss that the right bias gives, the entropy. Asked for is the bias."),
    (lambda p: math.log1p(-p), "That is log(1 − p). The p above it is missing."),
    (lambda p: math.log(p) + math.log1p(-p), "The two logarithms are added where they are to be subtracted."),
    (lambda p: math.log10(odds(p)), "That is to base 10. The sigmoid takes the natural logarithm."),
    (lambda p: math.log2(odds(p)), "That is to base 2. The sigmoid takes the natural logarithm."),
    (lambda p: 1 / (1 + math.exp(-p)), "That is the sigmoid of the share. Asked for is the other direction: the number whose sigmoid is the share."),
    (lambda p: 1 - p, "That is the share of the common class."),
    (lambda p: 2 * p - 1, "That is the mean of targets of −1 and 1. The bias is a logit."),
    (lambda p: p - 0.5, "A logit is no distance from one half. It is the number whose sigmoid is the share."),
    (lambda p: math.sqrt(p * (1 - p)), "That is the std of the targets."),
]  # fmt: skip


@exercise("rare_bias", takes="head_bias")
def check_rare_bias(head_bias: Any) -> Verdict | str:
    """``head_bias(targets)`` of 0s and 1s, a float tensor (n,), is log(p/(1 − p)), p their mean."""
    import torch

    todo = "Which number has the share of the ones as its sigmoid?"
    values = []
    for share in SHARES:
        targets = (torch.arange(10_000) % 1000 < 1000 * share).float()
        values.append(check_number(call("rare_bias", head_bias, "targets", (targets,), todo), todo))
    wanted = [math.log(odds(share)) for share in SHARES]
    if all(map(near, values, wanted)):
        return right(
            "The first guess is now the share itself, and the first loss the entropy of the two classes. No weight is "
            "needed for that, so no step is spent on it."
        )
    why = recognised(values, [(share,) for share in SHARES], BIAS_MISTAKES)
    if why:
        return why
    shown = 1 / (1 + math.exp(-max(-700.0, min(700.0, values[0]))))
    if len(set(values)) == 1:
        return f"It gives {values[0]:.4g} for every share, which is right for a share of {shown:.2g} alone."
    if all(near(value, 10_000 * share) for value, share in zip(values, SHARES, strict=True)):
        return "That is how many ones there are. Divide by the number of targets first."
    return f"For a share of {SHARES[0]:g} it gives {values[0]:.4g}, whose sigmoid is {shown:.3g}."


# ---- which zeros of LoRA wake ---------------------------------------------------------------------

NEVER = "never"
# question → (right answer, what each other answer misses)
ZEROS: dict[str, tuple[Any, dict[Any, str]]] = {
    "B is 0: A": (2, {
        1: "While B is 0, Bᵀδ is 0, so A's first gradient is 0.",
        NEVER: "A's first gradient is 0. But B moves in that step, and then Bᵀδ is not 0 any more.",
    }),
    "B is 0: B": (1, {
        2: "B's gradient is δ (A x)ᵀ, and A was drawn: it is not 0 in the first step.",
        NEVER: "A zero is no trap by itself. B's gradient contains A and not B.",
    }),
    "A is 0: A": (1, {
        2: "A's gradient is Bᵀδ xᵀ, and B was drawn: it is not 0 in the first step.",
        NEVER: "A's gradient contains B and not A, and B was drawn.",
    }),
    "A is 0: B": (2, {
        1: "While A is 0, A x is 0, so B's first gradient is 0.",
        NEVER: "B's first gradient is 0. But A moves in that step, and then A x is not 0 any more.",
    }),
    "both are 0: A": (NEVER, {
        1: "A's gradient contains B, which is 0.",
        2: "A would need a B that has moved, and B's gradient contains A. Neither goes first.",
    }),
    "both are 0: B": (NEVER, {
        1: "B's gradient contains A, which is 0.",
        2: "B would need an A that has moved, and A's gradient contains B. Neither goes first.",
    }),
    "because": ("each gradient contains the other factor", {
        "equal units stay equal": "Equal units are another fault (lesson 01). But with B at 0 all rows of B are equal too, and they part in the first step.",
        "the frozen weight passes no gradient": "A frozen weight receives no gradient, but δ passes through it. Layers below learn.",
    }),
}  # fmt: skip


def meant(answer: Any) -> Any:
    """An answer of `ZEROS`: a number of any kind, or a word; None and infinity mean never."""
    if answer is None or (isinstance(answer, float) and math.isinf(answer)):
        return NEVER
    if isinstance(answer, str):
        return answer.strip().lower()
    return None if isinstance(answer, bool) else as_number(answer)


@exercise("lora_zeros", takes="first")
def check_lora_zeros(first: Any) -> Verdict | str:
    """``first`` maps each question of `ZEROS` to the first step with a gradient that is not 0, and says why."""
    check_keys(first, ZEROS, 'Replace each ... by 1, 2 or "never", and the last by one of the reasons.')
    missed = []
    for question, (best, wrong) in ZEROS.items():
        answer = meant(first[question])
        if answer not in (best, *wrong):
            allowed = ", ".join(map(repr, sorted((best, *wrong), key=str)))
            return f"“{question}” must be one of {allowed}; this is {first[question]!r}."
        if answer != best:
            missed.append(f"“{question}”: {wrong[answer]}")
    if len(missed) == 1:
        return missed[0]
    if missed:
        return not_yet(f"{len(ZEROS) - len(missed)} of {len(ZEROS)} are right.", *missed)
    return right(
        "One zero factor wakes in step 1 and lets the other one learn from step 2 on. Two zeros that multiply each "
        "other never wake."
    )


# ---- a condition that never holds -----------------------------------------------------------------

BLOCKS = 6
SILENT_TODO = (
    "Run as it is, it changes nothing and says nothing. Print the names, and compare them with the condition."
)


@exercise("silent", takes="scale_branches")
def check_silent(scale_branches: Any) -> Verdict | str:
    """``scale_branches(model, blocks)`` draws every c_proj.weight from N(0, 0.02²/(2 · blocks)), and no more."""
    import torch

    from course_lib.labs.doctor.library import STD, LibraryGPT2

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = LibraryGPT2(BLOCKS)
        before = {name: one.detach().clone() for name, one in model.named_parameters()}
        call("silent", scale_branches, "model, blocks", (model, BLOCKS), SILENT_TODO, returns=False)
    after = {name: one.detach() for name, one in model.named_parameters()}
    if list(after) != list(before):
        return "Some parameters have other names than before. Draw into the weights that are there, in place."
    if not all(one.isfinite().all() for one in after.values()):
        return "Some weights are not finite. Is something divided by zero?"
    changed = {name for name in after if not torch.equal(after[name], before[name])}
    if not changed:
        same = is_the_librarys(scale_branches)
        return (
            not_attempted(SILENT_TODO)
            if same
            else (
                "No weight has changed, so the condition never held. named_parameters gives full names, such as "
                "'h.0.attn.c_proj.weight'."
            )
        )
    return judge_branches(changed, after, STD)


def is_the_librarys(function: Any) -> bool:
    """Whether a function asks as the library does: the whole name against its last part."""
    code = getattr(function, "__code__", None)
    return code is not None and "c_proj.weight" in code.co_consts and "endswith" not in code.co_names


def judge_branches(changed: set[str], after: dict, std: float) -> Verdict | str:
    """Whether the last weights of all branches, and no others, now have std/√(2 · blocks)."""
    wanted = {name for name in after if name.endswith("c_proj.weight")}
    extra, left = changed - wanted, wanted - changed
    if not left and {name for name in extra if name.endswith("c_proj.bias")}:
        return "You also drew c_proj.bias, which starts at 0. Ask for the whole of the last part, weight included."
    if any(name.startswith(("ln", "h.0.ln")) for name in extra):
        return "You also drew the gains of the LayerNorms, which start at 1, and more. Only the c_proj are meant."
    if extra:
        return f"You also drew {min(extra)}. Only the last matrix of each branch is scaled: its name ends in c_proj.weight."
    if left and all(".mlp." in name for name in left):
        return "The attention's branches are scaled, the MLPs' are not. A block has two branches, and both add to the stream."
    if left and all(".attn." in name for name in left):
        return "The MLPs' branches are scaled, the attention's are not. A block has two branches, and both add to the stream."
    if left:
        return f"{len(left)} of {len(wanted)} are as they were, {min(left)} among them. Every block has two."
    stds = [float(after[name].double().std()) for name in wanted]
    found = math.sqrt(sum(one**2 for one in stds) / len(stds))
    if max(stds) > 1.2 * min(stds):
        return (
            f"Their stds run from {min(stds):.2g} to {max(stds):.2g}. GPT-2 gives all branches the same one."
        )
    root = math.sqrt(2 * BLOCKS)
    return first_fault(
        (found == 0, "All of them are 0 now. That is another start, with every branch silent; GPT-2's makes them small."),
        (near(found, std, 0.03), "You drew them anew with the same std as before. The root is missing."),
        (near(found, std / math.sqrt(BLOCKS), 0.03), "The 2 is missing: a block has two branches."),
        (near(found, std / (2 * BLOCKS), 0.03), "The root is missing: variances add up, and the std is the root of a variance."),
        (near(found, std / BLOCKS, 0.03), "The std is divided by √(2 · blocks), not by the number of blocks."),
        (near(found, std * root, 0.03), "Upside down: many branches ask for smaller weights."),
        (near(found, (std / root) ** 2, 0.03), "That is the variance. normal_ takes the std."),
        (near(found, 1 / root, 0.03), "The 0.02 is missing."),
        (not near(found, std / root, 0.03),
            f"Their std is {found:.3g} now; 0.02/√(2 · {BLOCKS}) is {std / root:.3g}."),
    ) or right(
        f"All {len(wanted)} branches end in weights of std {found:.2g} now, and no other parameter changed."
    )  # fmt: skip
