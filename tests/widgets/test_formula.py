"""The symbols of a formula: all of them, nothing else, under names that can be typed."""

import pytest

from neurolib import LIF, RRAM, codes
from neurolib.widgets.formula import named, symbols


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        (LIF.equations()[1], "C V g_L E_L I"),  # the t of dV/dt needs no line
        (LIF.equations()[4], "V t Delta_t V_inf tau"),
        (LIF.equations()[5], "t_star tau V_inf V V_T"),
        # limits of an integral, its variable; not e, π, erf, d
        (LIF.equations()[8], "r t_ref tau V_R V_inf sigma_V V_T u"),
        (RRAM.equations()[5], "g nu_0 E_a k T gamma a_0 q V t_ox g_min g_max"),
        (r"\frac{\partial \ln E}{\partial \ln p_c} = \frac{E_c}{E}", "E p_c E_c"),
        # here d is a delay
        (r"P_c = \eta A_+ \frac{e^{-d/\tau_+}}{1 + j/\tau_+}", "P_c eta A_plus d tau_plus j"),
        (r"\bar I = \frac{1}{n - 1} \sum_k I_k", "I_bar n I_k"),
        (r"I_k = t_{k+1} - t_k", "I_k t_k"),
        (r"J(\theta) = T \sum_i \frac{f_i'(\theta)^2}{f_i(\theta)}", "J theta T f_i"),
        (r"s' = \min(s + \theta, s_c)", "s_prime s theta s_c"),
        (r"\sigma_{\hat\theta} \ge 1 / \sqrt{J}", "sigma_theta_hat J"),
        (
            r"\frac{d\mathbf{w}}{dt} = \eta \left(\mathbf{C}\mathbf{w} - (\mathbf{w}^T "
            r"\mathbf{C} \mathbf{w})\, \mathbf{w}\right)",
            "w eta C",
        ),
        (r"\dot u = x y \left(A_2^+ \tau_+\right)", "u x y A_2_plus tau_plus"),
        (r"p(I) = \frac{(k r)^k}{\Gamma(k)}\, I^{k-1} e^{-k r I}", "p I k r"),
        (
            r"\left[\frac{-v}{v_{\mathrm{off}}} - 1\right]_+^{\alpha_{\mathrm{off}}}",
            "v v_off alpha_off",
        ),
        (r"E = \sum_{c,\,w} n_{c,w}\, p_c", "E n_c_w p_c"),
        (r"2\, \mu\mathrm{S} \times G_{\mathrm{max}} / \mathrm{nm}", "G_max"),
        (r"f \text{ where } x < 1", "f x"),
        (r"\lambda_\uparrow / \lambda_{\max}", "lambda_up lambda_max"),
        (r"10^{-3}\,\% + \pi", ""),
    ],
)
def test_the_symbols_of_a_formula(formula, names):
    assert list(symbols(formula)) == names.split()


def test_a_name_of_several_letters_is_one_symbol_where_it_is_said_to_be_one():
    assert list(symbols(r"CV = C V_2")) == ["C", "V", "V_2"]
    assert list(
        symbols(codes.__dict__["cv2"].__doc__.split("math::")[1].split("\\tag")[0], ["CV_2"])
    ) == ["CV_2", "Delta_t_k"]
    assert list(symbols(r"\mathrm{Sel} = 1 - \max y", ["Sel"])) == ["Sel", "y"]


def test_symbols_are_shown_as_they_are_written_without_exponent_and_derivative():
    found = symbols(
        r"\dot u = t_{k+1}^2 - t_k + \bar\nu\, V_{\mathrm{th}}^{\alpha} A_2^+ f_i'(x) + "
        r"\mathbf{z}^{\mathsf T}"
    )
    assert list(found.values()) == [
        "u",
        "t_k",
        r"\bar{\nu}",
        r"V_{\mathrm{th}}",
        r"\alpha",
        "A_2^+",
        "f_i",
        "x",
        r"\mathbf{z}",
    ]


def test_a_running_index_may_differ_and_a_label_may_not():
    assert (
        named("t_1", ["V", "t_k"]) == "t_k"
        and named("u_i_j", ["u_ij"]) == "u_ij"
        and named("I_s_k", ["I_s_k"]) == "I_s_k"
    )
    assert named("t", ["t_k"]) is None and named("t_k", ["t"]) is None
    assert named("A_2_plus", ["A_3_plus"]) is None and named("t_k", ["t_1"]) is None
    assert (
        named("V_T", ["V", "V_R"]) is None
        and named("r_in", ["r_k"]) is None
        and named("G_min", ["G_k"]) is None
    )
