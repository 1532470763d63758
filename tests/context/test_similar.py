from cads_ray.context.similar import normalise, twin

TEXTS = [
    "Give one quantity in another unit than the rest; judges that do not convert split from those that do.",
    "Print the labels of the figure small.",
]


def test_punctuation_and_case_do_not_count():
    assert normalise("  Print the LABELS, of the figure -- small!") == "print the labels of the figure small"
    assert twin("PRINT the labels of the figure: small", TEXTS) == 1


def test_another_wording_of_the_same_is_a_twin():
    near = (
        "Give one of the quantities in another unit than the rest: judges that do not convert split from those that do."
    )
    assert twin(near, TEXTS) == 0


def test_other_advice_is_none():
    assert twin("Add a labelled quantity that the solution does not need.", TEXTS) is None
    assert twin("anything", []) is None


def test_the_closest_twin_is_named():
    close = TEXTS[0].replace("quantity", "length")
    assert twin(TEXTS[0] + "!", [close, TEXTS[0]]) == 1
