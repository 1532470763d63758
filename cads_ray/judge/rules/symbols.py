"""What a LaTeX command or a special character stands for: one spelling for each sign, before anything is read."""

from __future__ import annotations

import unicodedata

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "varrho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip

_SIGNS = {
    "×": "times", "·": "cdot bullet ast", "/": "div", "±": "pm", "∓": "mp", "∞": "infty", "∅": "emptyset varnothing",
    "≤": "le leq leqslant", "≥": "ge geq geqslant", "≠": "ne neq", "<": "lt", ">": "gt",
    "≈": "approx simeq sim thickapprox", "→": "to rightarrow longrightarrow xrightarrow Rightarrow implies",
    "⇌": "rightleftharpoons leftrightarrow leftrightarrows Leftrightarrow iff", "∪": "cup bigcup", "∩": "cap",
    "∈": "in", "°": "degree", "°C": "celsius", "∠": "angle", "|": "mid vert lvert rvert", "⟨": "langle", "⟩": "rangle",
    "⌊": "lfloor", "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "…": "ldots dots cdots", "%": "percent", "€": "euro",
    "£": "pounds", "'": "prime", "ℓ": "ell", "Å": "AA angstrom", "Ω": "ohm", "μ": "micro", "△": "triangle", "ħ": "hbar",
    "⦃": "lbrace", "⦄": "rbrace", "[": "lbrack", "]": "rbrack", " or ": "lor vee", " and ": "land wedge",
    " ": "quad qquad space enspace thinspace hfill newline", "∖": "setminus", "⟂": "perp",
    "": "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr middle displaystyle textstyle limits rm bf it "
        "therefore because tt sf mathstrut centering",
}  # fmt: skip

MACROS = {name: sign for sign, names in _SIGNS.items() for name in names.split()} | GREEK
MACROS |= {"dfrac": "\\frac", "tfrac": "\\frac", "cfrac": "\\frac", "nicefrac": "\\frac", "sfrac": "\\frac"}
MACROS |= {"dbinom": "\\binom", "tbinom": "\\binom", "lg": "\\lg", "R": "ℝ", "slash": "/", "colon": ":"}

# What a backslash before one character that is no letter leaves.
ESCAPES = {"{": "⦃", "}": "⦄", "\\": "⏎", "!": "", "%": "%", "#": "#", "&": "&", "_": "_", "$": "\ue000", "|": "|"}

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ", "0123456789+-=()nix")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ", "0123456789+-=()aeoxhklmnpstij")

_ONE_SPELLING = {
    "-": "−‐‑‒–—―﹣－➖", "×": "✕✖⨯", "·": "⋅•∙‧・", "/": "÷∕⁄", "*": "∗", "°": "º˚", "≤": "≦⩽", "≥": "≧⩾",
    "→": "⟶➔➜⇒⟹", "⇌": "⇔↔⇄⟷⟺⇋", "⟨": "〈《", "⟩": "〉》", "'": "’‘ʼ′´", '"': "“”″", "": "\u200b\u200c\u200d\ufeff\u2060\u00ad",
    "…": "⋯", "∅": "⌀", "≈": "≃≅∼", ":": "∶","⏎": "\u2028",
}  # fmt: skip
_SPELLED_OUT = {"√": "\\sqrt ", "∛": "\\sqrt[3] ", "∜": "\\sqrt[4] ", "ℝ": "\\R ", "⊥": "⟂"}
_CIRCLED = {chr(0x24D0 + i): f"({chr(97 + i)}) " for i in range(26)}  # ⓐ
_CIRCLED |= {chr(0x2474 + i): f"({i + 1}) " for i in range(20)} | {chr(0x2460 + i): f"({i + 1}) " for i in range(20)}
_CIRCLED |= {chr(0x249C + i): f"({chr(97 + i)}) " for i in range(26)}  # ⒜


def _vulgar_fractions() -> dict[str, str]:
    r"""½ becomes \frac{1}{2}, so that ½x is half of x and 3½ is a mixed number. NFKC would leave 31⁄2 of 3½."""
    found = {}
    for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189):
        top, _, bottom = unicodedata.normalize("NFKC", chr(code)).partition("⁄")
        found[chr(code)] = f"\\frac{{{top}}}{{{bottom}}}"
    return found


CHARACTERS = str.maketrans(
    {char: sign for sign, chars in _ONE_SPELLING.items() for char in chars}
    | _SPELLED_OUT
    | _CIRCLED
    | _vulgar_fractions()
)
