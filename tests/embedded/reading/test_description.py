from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Figure, Path, Text
from cads_ray.embedded.reading.description import reading_of_description


def test_labels_and_lines_of_a_figure_are_read_from_its_words():
    figure = Figure((Path(((10, 20), (90, 20), (90, 80)), arrow="end"), Text("6 cm", (50, 8)), Text("A", (100, 90))))
    reading = reading_of_description(f"A bent arrow.\n\n{figure.say()}")
    assert [word.text for word in reading.words] == ["6 cm", "A"]
    assert [(s.start, s.end, s.arrow) for s in reading.strokes] == [
        ((10, 20), (90, 20), False),
        ((90, 20), (90, 80), True),
    ]


def test_a_label_stands_beside_its_anchor():
    figure = Figure((Text("10", (40, 50), 16, "end"), Text("10", (40, 80), 16, "start")))
    left, right = reading_of_description(figure.say()).words
    assert left.x < 40 < right.x


def test_a_chart_gives_every_value_though_none_is_printed():
    chart = Chart("bar", "Rain", "month", "mm", (("May", 30.0, ""), ("Jun", 45.0, "")), print_values=False)
    assert [(m.label, m.value) for m in reading_of_description(chart.say()).marks] == [("May", 30.0), ("Jun", 45.0)]


def test_prose_has_nothing_to_read():
    assert reading_of_description("A triangle with sides 3, 4 and 5.").words == ()
