"""Questions in the words of people who never saw the families' wordings, with what stands on their figures.

Each entry: question, labels as (text, x, y) of the label's middle, the right answers (any of them will do).
"""

Entry = tuple[str, list[tuple[str, float, float]], tuple[str, ...]]

PARAPHRASES: list[Entry] = [
    (
        "Calculate x, the longest side of this right-angled triangle.",
        [("9 cm", 240, 310), ("12 cm", 60, 180), ("x", 262, 160)],
        ("15 cm", "15"),
    ),
    (
        "Find the missing length in the right triangle below. Give your answer in cm.",
        [("26 cm", 250, 150), ("24 cm", 240, 312), ("?", 402, 200)],
        ("10",),
    ),
    (
        "A firefighter's ladder rests against a building. Its foot stands 5 m from the wall. How many metres up the "
        "wall does it get?",
        [("13 m", 170, 170), ("5 m", 220, 306), ("?", 330, 180)],
        ("12",),
    ),
    (
        "Jo walks around the edge of a triangular field with a right angle. What total distance in m does she cover?",
        [("A", 60, 300), ("B", 420, 300), ("C", 60, 60), ("8 m", 40, 180), ("15 m", 240, 316)],
        ("40",),
    ),
    (
        "The legs of a right triangle are shown. Compute the length of the altitude drawn to the hypotenuse (in cm).",
        [("15 cm", 60, 180), ("20 cm", 240, 310), ("h", 150, 200)],
        ("12",),
    ),
    (
        "A 2 m pole and a chimney stand side by side in the sun. From the shadows, work out the chimney's height in m.",
        [("2 m", 130, 250), ("3 m", 80, 310), ("24 m", 300, 310), ("?", 430, 160)],
        ("16",),
    ),
    (
        "What is the measure of angle x in this triangle?",
        [("48°", 100, 270), ("75°", 380, 270), ("x", 250, 90)],
        ("57 degrees", "57"),
    ),
    (
        "AB is produced to D. Calculate the size of the exterior angle CBD, in degrees.",
        [
            ("A", 60, 310),
            ("B", 300, 310),
            ("C", 220, 60),
            ("D", 420, 310),
            ("62°", 110, 280),
            ("51°", 222, 110),
            ("?", 330, 285),
        ],
        ("113",),
    ),
    (
        "Triangle PQR has PQ = PR. What is angle PRQ, in degrees?",
        [("P", 240, 50), ("Q", 80, 310), ("R", 400, 310), ("44°", 240, 100), ("?", 360, 285)],
        ("68",),
    ),
    (
        "The line CD cuts angle ACB into two equal angles. Find the size of angle ACD in degrees.",
        [
            ("A", 60, 310),
            ("B", 420, 310),
            ("C", 200, 50),
            ("D", 230, 325),
            ("70°", 100, 285),
            ("54°", 370, 285),
            ("?", 195, 100),
        ],
        ("28",),
    ),
    (
        "Find the area, in square cm, of the shaded slice of the circle. Let pi be 3.14.",
        [("90°", 260, 150), ("r = 8 cm", 300, 190)],
        ("50.24",),
    ),
    (
        "Work out the length of the arc in cm, taking pi as 22/7.",
        [("120°", 250, 140), ("r = 21 cm", 300, 190)],
        ("44",),
    ),
    (
        "A circular pool has a tiled walkway of constant width around it. How many square m of tiles are laid? (pi = 3.14)",
        [("D = 20 m", 390, 100), ("d = 16 m", 390, 250)],
        ("113.04",),
    ),
    (
        "The drawing gives the arc of a sector and its radius. Determine the angle at the centre in degrees, with 3.14 for pi.",
        [("arc 15.7 cm", 330, 80), ("r = 9 cm", 290, 190), ("?", 250, 150)],
        ("100",),
    ),
    (
        "Find the area of this L shape in square cm.",
        [("12 cm", 240, 318), ("10 cm", 60, 170), ("5 cm", 160, 40), ("4 cm", 410, 250)],
        ("78",),
    ),
    (
        "A garage wall is a rectangle with a triangular top. How many square m of wall are there?",
        [("6 m", 240, 318), ("3 m", 100, 230), ("2 m", 370, 90)],
        ("24",),
    ),
    (
        "A window pane has a semicircle above a rectangle. Compute its glass area in square cm using 3.14 for pi.",
        [("40 cm", 240, 318), ("60 cm", 90, 230)],
        ("3028",),
    ),
    (
        "A hole 4 cm by 3 cm is punched through the metal plate. What area of metal is left, in square cm?",
        [("10 cm", 240, 318), ("8 cm", 70, 170), ("4 cm", 230, 120), ("3 cm", 310, 170)],
        ("68",),
    ),
    (
        "Determine the gradient of the line that passes through the two marked points.",
        [("A(1, 2)", 120, 250), ("B(4, 8)", 260, 100), ("0", 56, 330), ("2", 100, 330)],
        ("2",),
    ),
    (
        "Where does the straight line hit the vertical axis? Give y.",
        [("P(2, 7)", 140, 150), ("Q(6, 15)", 300, 60)],
        ("3",),
    ),
    (
        "The line continues beyond the picture. Calculate y when x = 20.",
        [("K(2, 5)", 140, 250), ("L(6, 7)", 300, 200)],
        ("14",),
    ),
    (
        "The rocket follows a parabola with its peak at P. It was fired from S. At what x does it hit the ground?",
        [("P(8, 12)", 240, 60), ("S(3, 0)", 120, 310)],
        ("13",),
    ),
    (
        "From a point on the ground the angle of elevation of a flagpole's top is marked. How tall is the pole, in m, "
        "correct to 1 decimal place?",
        [("35°", 130, 280), ("18 m", 240, 316), ("?", 392, 180)],
        ("12.6",),
    ),
    (
        "Calculate the hypotenuse in cm, correct to one decimal place.",
        [("40°", 130, 280), ("7 cm", 240, 316), ("?", 220, 150)],
        ("9.1",),
    ),
    (
        "What angle does the ladder make with the ground, in degrees, to the nearest degree?",
        [("?", 120, 285), ("10 m", 190, 160), ("4 m", 220, 316)],
        ("66",),
    ),
]

HELD_OUT: list[Entry] = [
    (
        "How long is the third side of the right triangle? Answer in m.",
        [("21 m", 90, 180), ("29 m", 290, 160), ("?", 240, 312)],
        ("20",),
    ),
    (
        "A rectangular park is 60 m by 80 m. How many metres do you save by cutting straight across from one corner to the "
        "other instead of walking along two sides?",
        [("60 m", 60, 180), ("80 m", 240, 310)],
        ("40",),
    ),
    (
        "The two equal sides of a gable are 13 m long. Using the figure, find how high the gable is, in m.",
        [("13 m", 150, 150), ("24 m", 240, 320), ("?", 252, 220)],
        ("5",),
    ),
    (
        "Two angles of a triangle are labelled. Work out the one that is not.",
        [("33°", 100, 270), ("104°", 300, 260)],
        ("43 degrees", "43"),
    ),
    (
        "A transversal meets a corner of the triangle so that it runs parallel to the base. Find the value of angle y in degrees.",
        [("58°", 100, 270), ("47°", 230, 100), ("y", 290, 90)],
        ("75",),
    ),
    (
        "Find how much lawn, in square m, a rotating sprinkler waters. Use pi = 3.14.",
        [("150°", 240, 200), ("r = 6 m", 320, 270)],
        ("47.1",),
    ),
    (
        "What is the distance round the edge of this sector, in cm? Use 22/7 for pi.",
        [("60°", 260, 150), ("r = 21 cm", 300, 190)],
        ("64",),
    ),
    (
        "Calculate how many square m of carpet fit this room, whose walls all meet at right angles.",
        [("9 m", 240, 318), ("7 m", 60, 170), ("4 m", 160, 40), ("3 m", 410, 250)],
        ("43",),
    ),
    (
        "A square of paper has had a circle removed. What is the area of the paper that is left, in square cm? (pi = 3.14)",
        [("10 cm", 240, 318), ("10 cm", 70, 170), ("8 cm", 240, 160)],
        ("49.76",),
    ),
    (
        "The graph is a straight line. How much does y grow for every unit of x?",
        [("A(2, 3)", 140, 250), ("B(6, 17)", 300, 100)],
        ("3.5",),
    ),
    (
        "Water leaks out of a bucket at a constant rate. When will the bucket be empty (minutes)?",
        [("P(2, 40)", 120, 100), ("Q(6, 20)", 260, 200), ("time in minutes", 380, 345)],
        ("10",),
    ),
    (
        "A ship lies off a cliff. Looking from the top of the cliff, the angle of depression of the ship is shown. How far is "
        "the ship from the cliff, in m, to 1 decimal place?",
        [("28°", 140, 70), ("45 m", 60, 180), ("?", 240, 316)],
        ("84.6",),
    ),
    (
        "A slide is 5 m long and makes the marked angle with the ground. How high is its top, in m? Round to 1 decimal.",
        [("38°", 120, 280), ("5 m", 210, 150), ("?", 395, 190)],
        ("3.1",),
    ),
]
