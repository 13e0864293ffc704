"""The hints of lesson 09."""

from course_lib.checks.hints import Hints

HINTS = {
    "rare_bias": Hints(
        "With a weight of 0 the logit is the bias. Which probability does a sigmoid make of it, and which one do you "
        "want?",
        "The mean of the targets is the share p. Solve p = 1/(1 + exp(−b)) for b.",
        "share = targets.mean(), and the bias is the logarithm of share over what is left: (… / …).log()",
        why="The sigmoid of log(p/(1 − p)) is p. So the first guess is the share, and the first loss is its entropy.",
    ),
    "lora_zeros": Hints(
        "Write down the gradients of A and B by the chain rule. Each of them contains the other matrix.",
        "With y = B A x and δ = ∂loss/∂y: ∂loss/∂B = δ (A x)ᵀ and ∂loss/∂A = Bᵀ δ xᵀ. Put the zeros in. Then take one "
        "step, and put them in again.",
        "A matrix that is zero wakes in step 1 if the other one is not. The other one then has to wait until step 2. "
        "Two zeros wait for each other.",
        why="The gradient of each factor contains the other factor. One zero moves in the first step, and from then on "
        "both move; two zeros keep each other at zero.",
    ),
    "silent": Hints(
        "The loop runs, and nothing is drawn. So ask which names `named_parameters` gives: print them.",
        "Called on the whole model it gives full names, such as 'h.0.attn.c_proj.weight'. The comparison asks for the "
        "last part only.",
        'Ask how the name ends: if name.…with("c_proj.weight"):',
        why="No full name equals its last two parts, so the condition never held, and nothing said so.",
    ),
}
