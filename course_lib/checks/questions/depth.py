"""The predictions of lessons 03 to 06: signals through depth, LeCun and Glorot, He, and activations."""

from __future__ import annotations

from course_lib.checks.questions.question import Question

__all__ = ["LESSON_03", "LESSON_04", "LESSON_05", "LESSON_06"]

LESSON_03 = {
    "small": Question(
        "All weights of a 30-layer tanh network, 128 units wide, come from N(0, 0.01²), and the inputs have mean square 1. "
        "What is E[z²], the mean square of the pre-activations, in layer 30?",
        {"size": "About 10⁻²⁸", "nothing": "About 10⁻⁵⁷", "alone": "About 10⁻¹²⁰"},
        "nothing",
        {
            "size": "That is the size of z, the root of its mean square.",
            "alone": "That is 0.01² to the power of 30. But every unit adds up 128 terms.",
        },
        "Every layer multiplies E[z²] by 128 · 0.01² = 0.0128, and 0.0128 to the power of 30 is about 10⁻⁵⁷. The gradient shrinks by the same "
        "factor on its way back.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity"},
        {"scheme": "normal", "gain": 0.01, "activation": "tanh"},
    ),
    "large": Question(
        "Now the weights come from N(0, 1). Most tanh units are saturated: the slope there is almost 0. What happens to the "
        "gradient on its way back through 30 layers?",
        {
            "dies": "It dies out, because most slopes are almost 0",
            "stays": "It keeps about its size",
            "grows": "It grows by many powers of ten",
        },
        "grows",
        {
            "dies": "The few units that are not saturated pass the gradient on, through weights that are far too large.",
            "stays": "Few open units and large weights pull in different directions, but they do not cancel: 128 · 0.049 = 6.2, not 1.",
        },
        "About a sixth of the units is not saturated, but the weights of a unit add up to a factor of 128 in mean square. Together each layer "
        "multiplies E[δ²] by about 6.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity"},
        {"scheme": "normal", "activation": "tanh", "show": "shares"},
    ),
    "fan_in": Question(
        "Is it true that dividing by √n gives every unit the same distribution, whatever its fan in n? A layer with 16 inputs of mean square 1 draws its weights from N(0, 1/16). Another has 256 inputs and draws from N(0, 1/256). "
        "How do the mean squares of their pre-activations compare?",
        {
            "same": "They are the same",
            "more": "16 times larger with 256 inputs",
            "less": "16 times smaller with 256 inputs",
        },
        "same",
        {
            "more": "There are 16 times as many terms, but each is 16 times smaller in mean square.",
            "less": "Each term is 16 times smaller in mean square, but there are 16 times as many.",
        },
        "E[z²] is the number of inputs times the variance of a weight times E[x²], and 256 · 1/256 = 16 · 1/16 = 1. Dividing by √n takes the fan in out of "
        "the pre-activations, whatever it is.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity", "depth": 5, "width": 16, "last": 16},
        {"width": 256, "last": 256},
        claim="same",
    ),
    "third": Question(
        "The “standard” scheme draws from U(±1/√n). Is it true that hidden states then have the variance 1/3, whatever the depth? "
        "What is E[z²] in layer 30 of a network of linear units, for inputs of mean square 1?",
        {"third": "1/3", "root": "About 7 · 10⁻⁸", "power": "About 5 · 10⁻¹⁵"},
        "power",
        {
            "third": "1/3 is what the first layer makes of inputs of mean square 1. The second one receives 1/3, not 1.",
            "root": "That is (1/3)¹⁵, the size of z: the root of its mean square.",
        },
        "The variance of U(±1/√n) is 1/(3n), so each layer multiplies E[z²] by n · 1/(3n) = 1/3. After 30 layers "
        "(1/3)³⁰ is left.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity"},
        {"scheme": "standard"},
        claim="third",
    ),
    "level": Question(
        "Sigmoid units under the same scheme: E[z²] falls to about 0.08 and then stays there, 30 layers deep. Does layer 30 still see the input?",
        {
            "yes": "Yes: its signal is as large as in layer 3",
            "part": "In part: about half of the signal depends on the input",
            "no": "No: the signal is the same for every input",
        },
        "no",
        {
            "yes": "Size alone says nothing: all of it may be the same for every input.",
            "part": "The part that depends on the input would have to keep its size, and it shrinks in every layer.",
        },
        "A sigmoid unit puts out about 1/2 whatever comes in, and that keeps E[z²] at its level. What depends "
        "on the input shrinks about 50-fold a layer, until rounding is larger.",
        "signals",
        {"scheme": "standard", "activation": "tanh"},
        {"activation": "sigmoid", "show": "across"},
    ),
    "weights": Question(
        "The standard scheme, tanh, 30 layers of 128 units. Each layer leaves about a third of E[z²] on the way up, and about a third of E[δ²] on "
        "the way down. In which layer is the mean square of the weights' gradient largest?",
        {
            "first": "In layer 1, by many powers of ten",
            "last": "In layer 30, by many powers of ten",
            "equal": "In none: it is about the same in all layers",
        },
        "equal",
        {
            "first": "Layer 1 has the largest signal, but the gradient that comes back to it has passed 29 layers.",
            "last": "Layer 30 has the largest gradient δ, but the signal that reaches it has passed 29 layers.",
        },
        "What the signal has not yet lost in a layer, the gradient has lost already, and the other way round. Their product is small, and it is level.",
        "signals",
        {"scheme": "standard", "activation": "tanh"},
        {"show": "weights"},
    ),
}

LESSON_04 = {
    "narrowing": Question(
        "Five linear layers, each half as wide as the one before: 256 inputs, 8 outputs. LeCun's scheme, Var(w) = 1/n_in, keeps the signal's size "
        "on the way forward. What does the gradient do on its way back from layer 5 to layer 1?",
        {
            "keeps": "It keeps its size too",
            "halves": "E[δ²] halves in every layer",
            "doubles": "E[δ²] doubles in every layer",
        },
        "halves",
        {
            "keeps": "On the way back, a layer adds up n_out terms, not n_in.",
            "doubles": "In a network that widens it would: n_out would be twice n_in.",
        },
        "A gradient that comes back through a layer is a sum over its n_out units, so E[δ²] is multiplied by n_out · Var(w) = n_out/n_in = 1/2.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity", "depth": 5, "width": 128, "last": 128},
        {"width": 256, "last": 8},
    ),
    "narrowing_glorot": Question(
        "Is it true that Glorot's scheme, also called Xavier, keeps the variance of input and output equal? Take the same narrowing network with its Var(w) = 2/(n_in + n_out). What happens?",
        {
            "both": "Both signal and gradient keep their size",
            "forward": "The signal keeps its size, the gradient shrinks",
            "neither": "The signal grows and the gradient shrinks, each by a little a layer",
        },
        "neither",
        {
            "both": "That would need n_in = n_out.",
            "forward": "That is LeCun's scheme, which preserves the forward pass alone.",
        },
        "With n_in = 2 n_out a layer multiplies the signal's mean square by 2 n_in/(n_in + n_out) = 4/3 and the gradient's by 2 n_out/(n_in + n_out) = 2/3: "
        "a compromise, exact in neither direction. Only where n_in = n_out does it keep both.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity", "depth": 5, "width": 256, "last": 8},
        {"scheme": "glorot_normal"},
        claim="both",
    ),
    "glorot_tanh": Question(
        "Equal widths now, and tanh units instead of linear ones. What is E[z²] in layer 50 of a network drawn by Glorot's scheme?",
        {"one": "About 1", "hundredth": "About 1/100", "power": "About 10⁻²⁰"},
        "hundredth",
        {
            "one": "The derivation treats tanh as the straight line it is near 0. Away from 0 it is flatter, and each layer loses some, the first one most.",
            "power": "That is the first layer's loss, repeated in every layer. tanh loses little where its input is small, so the loss slows down.",
        },
        "tanh² z ≈ z² − (2/3) z⁴, so a layer takes q to q − 2q². The smaller q is, the less is lost: in the long run q is about 1/(2ℓ), a hundredth after "
        "50 layers.",
        "signals",
        {"scheme": "lecun_normal", "activation": "identity", "depth": 50},
        {"scheme": "glorot_normal", "activation": "tanh"},
    ),
    "standard_gradient": Question(
        "Six tanh layers, 256 wide. Under the standard scheme U(±1/√n) a layer keeps 30 % of the gradient's mean square on average. How much does it keep under Glorot's?",
        {"half": "About a half", "two": "About two thirds", "all": "About 90 %"},
        "two",
        {
            "half": "That is √3 times 30 %. But the mean square goes with the variance, and Glorot's is three times as large.",
            "all": "That is three times 30 %, and would be so if the slopes were the same. Larger signals meet flatter parts of tanh.",
        },
        "Glorot's weights have three times the variance, but larger signals also meet flatter slopes. "
        "After five layers about two thirds a layer make a factor of about 60 between the two schemes.",
        "signals",
        {"scheme": "standard", "activation": "identity", "depth": 6, "width": 256, "last": 256},
        {"scheme": "glorot_normal", "activation": "tanh", "versus": "standard"},
    ),
}

LESSON_05 = {
    "relu_half": Question(
        "z is drawn from N(0, 1), and ReLU sets its negative half to 0. What exactly is halved?",
        {"variance": "The variance", "square": "The mean square", "std": "The standard deviation"},
        "square",
        {
            "variance": "The variance falls to 0.34, because ReLU also lifts the mean from 0 to 0.40. Look at the numbers beside the histogram.",
            "std": "The std falls to 0.58, not to 0.50. Look at which of the numbers is exactly half of what it was.",
        },
        "Half of the z² are replaced by 0, so E[a²] = E[z²]/2, exactly. The next layer adds up E[a²] and not the "
        "variance, which is E[a²] − E[a]² = 0.50 − 0.16 = 0.34.",
        "gallery",
        {"activation": "identity", "std": 1.0},
        {"activation": "relu"},
    ),
    "relu_lecun": Question(
        "A ReLU network of 30 layers, LeCun's scheme, Var(w) = 1/n_in. Where is E[z²] in layer 30, when it was 1 in layer 1?",
        {
            "half": "At about 1/2",
            "slow": "At about 1/60, where tanh ends",
            "power": "At 2⁻²⁹, about 2 · 10⁻⁹",
        },
        "power",
        {
            "half": "That would be one halving. Every one of the 29 layers in between halves it again.",
            "slow": "tanh loses less the smaller the signal is. ReLU loses half at any size, so the fall does not slow down.",
        },
        "Each layer halves E[z²] on the way forward, and E[δ²] on the way back, because half of the slopes are 0. So ReLU does not end vanishing gradients by itself.",
        "signals",
        {"scheme": "lecun_normal", "activation": "tanh"},
        {"activation": "relu"},
    ),
    "he_keeps": Question(
        "He's scheme with fan in, ReLU, five layers from 256 inputs down to 8 units. Which of the two does it keep from layer to layer, E[z²] on the way "
        "forward or E[δ²] on the way back?",
        {"both": "Both", "forward": "E[z²] only", "backward": "E[δ²] only"},
        "forward",
        {
            "both": "Forward, a unit adds up n_in terms; backward, n_out. One variance cannot be both 2/n_in and 2/n_out where the two differ.",
            "backward": "That is what He's scheme does with fan out, Var(w) = 2/n_out. Look at which of the two curves is level.",
        },
        "E[z²] stays near 2. Each layer multiplies E[δ²] by n_out/n_in; over the whole network these factors cancel to the last width over that of layer 1, "
        "here 8/128 = 1/16.",
        "signals",
        {"scheme": "he_normal", "activation": "relu", "depth": 5, "width": 128, "last": 128},
        {"width": 256, "last": 8},
    ),
    "hundred_layers": Question(
        "He's scheme, ReLU, 64 units wide, 100 layers. Theory says that E[z²] stays at 2 for ever. What does the geometric mean of eight networks do?",
        {
            "stays": "It stays near 2",
            "falls": "It falls to less than half",
            "grows": "It grows to more than twice",
        },
        "falls",
        {
            "stays": "That is true of very wide layers. With 64 units each layer's factor is 1 only on average, and it scatters.",
            "grows": "A few networks do grow. Look at the thin lines: most fall.",
        },
        "Each layer multiplies E[z²] by a random factor of mean 1. The mean of the product is 1, but the mean of its logarithm is negative: most networks "
        "shrink, and a few grow.",
        "signals",
        {"scheme": "he_normal", "activation": "relu", "width": 64, "last": 64, "depth": 5, "seeds": 8},
        {"depth": 100},
    ),
    "deep_race": Question(
        "Handwritten digits, 30 layers of weights, 64 ReLU units in each of the 29 hidden ones, five seeds. He's and Glorot's schemes draw the same noise; He's weights are √2 times as large in all layers but the last. "
        "After 20 epochs of plain SGD, how do their test accuracies compare?",
        {
            "alike": "They are alike: training makes up for the start",
            "slower": "Glorot's are a little behind",
            "stalls": "He's networks learn, Glorot's stay near guessing",
        },
        "stalls",
        {
            "alike": "Training needs a gradient. In every layer of Glorot's networks its mean square is more than a hundred million times smaller than in He's.",
            "slower": "Each of the 29 hidden layers halves the mean square of the signal, and on the way back that of δ. Together that is more than a little.",
        },
        "A weight's gradient is the signal below it times δ above it. Under Glorot's scheme the signal shrinks on the way up and δ on the way down, so the product is tiny in every "
        "layer, and the loss stays at ln 10, that of guessing.",
        "deep_race",
        {"epochs": 0},
        {"epochs": 20},
    ),
}

LESSON_06 = {
    "sigmoid_mean": Question(
        "“Sigmoid outputs are not zero-centered.” Is that so? z is drawn from N(0, 1), symmetric about 0, and goes through a sigmoid. What is the mean of what comes out?",
        {
            "zero": "0, by symmetry: the claim is wrong",
            "half": "1/2: the claim is right",
            "other": "It depends on the spread of z",
        },
        "half",
        {
            "zero": "Then some of the outputs would be negative. The sigmoid has no negative values: it is symmetric about the point (0, 1/2).",
            "other": "The spread of z changes the spread of what comes out. Move the std of z in the lab: the mean stays.",
        },
        "All values are positive, and their mean is 1/2. So every unit of the next layer receives a common part that has nothing to do with the input.",
        "gallery",
        {"activation": "identity", "std": 1.0},
        {"activation": "sigmoid"},
        claim="half",
    ),
    "symmetric": Question(
        "tanh and softsign, z/(1 + |z|), are both symmetric about 0, with slope 1 there. In 30 layers under Glorot's scheme the signal's mean square falls to about 1/60 with tanh. "
        "To what does it fall with softsign?",
        {"same": "To about 1/60 too", "less": "To about 1/2,000", "nothing": "To about a billionth"},
        "less",
        {
            "same": "The slope at 0 is the same, the curve next to it is not. Compare the two in the gallery: softsign bends earlier.",
            "nothing": "That would be half in every layer, as with ReLU. Here a small signal loses less than a large one, so the fall slows down.",
        },
        "Softsign is about z − z|z| near 0, tanh about z − z³/3. So softsign takes more from a signal of the same size, and E[z²] falls like 0.4/ℓ² instead of 1/(2ℓ).",
        "signals",
        {"scheme": "glorot_normal", "activation": "tanh"},
        {"activation": "softsign"},
    ),
    "saturates": Question(
        "“Like the sigmoid neuron, its activations saturate”, it is said of tanh. Its input now has a std of 5 instead of 1. What share of the units is saturated, with a slope "
        "under 5 % of the largest?",
        {"few": "About 3 %", "half": "About a third", "most": "About two thirds"},
        "most",
        {
            "few": "That is the share at a std of 1. Five times that std puts most inputs where tanh is flat.",
            "half": "A third lies within half a std of 0. tanh is flat beyond ±2.2, and that is less than half a std here.",
        },
        "tanh is flat beyond ±2.2, and two thirds of N(0, 5²) lie there. The output is zero-centred all the same: it piles up at −1 and at 1.",
        "gallery",
        {"activation": "tanh", "std": 1.0},
        {"std": 5.0},
        claim="most",
    ),
    "off": Question(
        "He's scheme, ReLU, 30 layers, only 16 units wide, no training yet. What share of the units in the last layers is dead, with slope 0 for all of 128 inputs?",
        {"none": "None: nothing has been trained yet", "few": "A few percent", "many": "About 40 %"},
        "many",
        {
            "none": "Then some input would turn each unit on. A unit needs no training to be off for every input: look at the dotted line.",
            "few": "That is true of the first layers, which still tell the inputs apart. Look at the last ones.",
        },
        "The deeper the layer, the more alike the inputs look to it, and a unit that is off for one of them tends to be off for all.",
        "signals",
        {"scheme": "he_normal", "activation": "leaky_relu", "width": 16, "last": 16, "show": "power"},
        {"activation": "relu", "show": "shares"},
    ),
    "step": Question(
        "Can a step function be trained by gradient descent? Here is a network of step units, 30 layers deep. Which scheme brings a gradient to its first layer?",
        {"he": "He's", "orthogonal": "An orthogonal one", "none": "None"},
        "none",
        {
            "he": "A scheme sets the weights only. On its way back the gradient is also multiplied by slopes, and every slope of a step is 0.",
            "orthogonal": "An orthogonal matrix keeps the size of what it multiplies. Here it multiplies 0, because every slope of a step is 0.",
        },
        "The step's slope is 0 wherever it has one, so nothing comes back through it, whatever the weights. Gradient descent trains no layer below a step.",
        "signals",
        {"scheme": "he_normal", "activation": "tanh"},
        {"activation": "step"},
        claim="none",
    ),
    "rule": Question(
        "Is Glorot's scheme for shallow networks, and He's for deep ones? Here are 30 layers of linear units, as deep as the ReLU networks of lesson 05. Which of the "
        "two schemes keeps the signal's mean square?",
        {"he": "He's: the network is deep", "glorot": "Glorot's", "neither": "Neither"},
        "glorot",
        {
            "he": "The factor 2 of He's scheme makes up for the half that ReLU takes away. Linear units take nothing away, so it doubles the mean square.",
            "neither": "With equal widths Glorot's variance is 1/n, and n · 1/n = 1. For linear units it is exact.",
        },
        "Under He's scheme linear units double E[z²] in every layer, which makes 2²⁹ after 30; under Glorot's it stays. The activation decides which scheme fits, and "
        "depth decides how plainly a misfit shows.",
        "matrix",
        {"activation": "relu", "scheme": "he_normal", "depth": 3},
        {"activation": "identity", "depth": 30},
        claim="he",
    ),
}
