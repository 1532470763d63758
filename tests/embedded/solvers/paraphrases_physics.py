"""Questions in the words of people who never saw the families' wordings, with what stands on their figures.

Each entry: question, labels as (text, x, y) of the label's middle, the right answers (any of them will do).
"""

PARAPHRASES: list[tuple[str, list[tuple[str, float, float]], tuple[str, ...]]] = [
    (
        "Refer to the following diagram that shows part of a closed electrical circuit. What is the electrical "
        "resistance of the part of the circuit shown between point X and point Y?",
        [("X", 60, 150), ("40Ω", 160, 90), ("20Ω", 240, 90), ("30Ω", 200, 210), ("Y", 340, 150)],
        ("20 Ω", "20"),
    ),
    (
        "Three resistors are wired one after the other to a 9 V cell. Determine the current, in mA, in the loop.",
        [("100 ohm", 110, 80), ("150 ohm", 240, 80), ("200 ohm", 370, 80)],
        ("20",),
    ),
    (
        "The resistors sketched here are connected in parallel. Give their equivalent resistance in Ω.",
        [("12 Ω", 120, 150), ("6 Ω", 220, 150), ("4 Ω", 320, 150)],
        ("2",),
    ),
    (
        "A 24-volt supply feeds the network. How many volts does one measure between the ends of R1?",
        [("R1 = 4 Ω", 120, 134), ("R2 = 6 Ω", 320, 84), ("R3 = 12 Ω", 320, 184), ("24 V", 200, 332)],
        ("12",),
    ),
    (
        "The battery in the drawing drives 1.5 A. Work out the unlabelled resistance R2.",
        [("R1 = 3 Ω", 130, 110), ("R2 = ?", 330, 110), ("12 V", 200, 330), ("1.5 A", 350, 330)],
        ("5 Ω", "5"),
    ),
    (
        "The v(t) graph of a sprinter is given. What distance, in metres, does she run in the ten seconds?",
        [("v (m/s)", 50, 20), ("t (s)", 400, 330), ("(4, 12)", 180, 60), ("(10, 12)", 380, 60)],
        ("96",),
    ),
    (
        "Calculate the average velocity (m/s) of the bus over the complete journey shown in the velocity-time diagram.",
        [("v (m/s)", 50, 20), ("t (s)", 400, 330), ("(5, 10)", 150, 60), ("(15, 10)", 280, 60), ("(20, 0)", 400, 290)],
        ("7.5",),
    ),
    (
        "From the plot, obtain the retardation of the vehicle as it comes to a stop (m/s²).",
        [("v (m/s)", 50, 20), ("t (s)", 400, 330), ("(5, 10)", 150, 60), ("(15, 10)", 280, 60), ("(20, 0)", 400, 290)],
        ("2",),
    ),
    (
        "The figure plots the rate at which water enters a cistern. What volume has collected when the inflow "
        "stops, in L?",
        [
            ("flow (L/s)", 50, 20),
            ("t (s)", 400, 330),
            ("(10, 3)", 150, 60),
            ("(30, 3)", 280, 60),
            ("(40, 0)", 400, 290),
        ],
        ("90",),
    ),
    (
        "A uniform meterstick is balanced at its midpoint with several forces applied as shown below. If the "
        "stick is in equilibrium, what is the magnitude of the force X in N?",
        [("X", 140, 60), ("28N", 300, 60), ("14m", 140, 140), ("19m", 300, 140)],
        ("38",),
    ),
    (
        "Grandfather and the boy keep the see-saw horizontal. Compute the boy's mass in kilograms.",
        [("90 kg", 180, 80), ("m = ?", 420, 80), ("1 m", 210, 260), ("3 m", 330, 260)],
        ("30",),
    ),
    (
        "Where on the right arm of the lever must the 50 N block be hung so that it does not tip? State the "
        "distance in cm.",
        [("100 N", 140, 240), ("50 N", 400, 240), ("40 cm", 190, 100), ("x = ?", 320, 100)],
        ("80",),
    ),
    (
        "What upward push does the fulcrum exert on the light bar carrying these two balanced weights, in newtons?",
        [("30 N", 80, 240), ("F = ?", 360, 240), ("4 m", 160, 100), ("3 m", 300, 100)],
        ("70",),
    ),
    (
        "A trolley rolls into a second one which is at rest, and the two lock together. Find their speed "
        "after impact in m/s.",
        [("before", 40, 20), ("4 m/s", 110, 66), ("3 kg", 110, 125), ("1 kg", 350, 125), ("after", 40, 194)],
        ("3",),
    ),
    (
        "Two lumps of clay fly towards each other and stick. With what velocity does the lump move (right is "
        "positive)?",
        [("5 m/s", 100, 66), ("2 kg", 100, 125), ("4 m/s", 350, 66), ("3 kg", 350, 125)],
        ("-0.4 m/s", "-0.4"),
    ),
    (
        "After coupling, the trucks roll at 2 m/s. Deduce the mass of the truck that stood still, in tonnes.",
        [("6 m/s", 100, 66), ("10 t", 100, 125), ("0 m/s", 350, 66), ("m = ?", 350, 125)],
        ("20",),
    ),
    (
        "You tip both flasks of sodium chloride solution into one jug. What is the final molarity?",
        [("300 mL", 70, 290), ("2 mol/L", 70, 318), ("100 mL", 190, 290), ("6 mol/L", 190, 318)],
        ("3 mol/L", "3"),
    ),
    (
        "How much water (in mL) was needed to dilute the acid to the strength shown on the right?",
        [
            ("100 mL", 70, 290),
            ("5 mol/L", 70, 318),
            ("V = ?", 190, 290),
            ("water", 190, 318),
            ("diluted", 412, 290),
            ("2 mol/L", 412, 318),
        ],
        ("150",),
    ),
    (
        "A jeweller fuses the two nuggets. What percentage of the resulting lump is gold?",
        [("30 g", 70, 290), ("80%", 70, 318), ("10 g", 190, 290), ("40%", 190, 318)],
        ("70", "70 %", "70%"),
    ),
    (
        "The pressure of a sample of gas is measured with a closed-end manometer. The liquid in the manometer "
        "is mercury. Determine the pressure of the gas in torr.",
        [("Gas", 60, 60), ("120 mm", 180, 250), ("384 mm", 320, 200), ("closed end", 320, 30)],
        ("264",),
    ),
    (
        "The pressure of a sample of gas is measured at sea level with a closed-end manometer filled with "
        "mercury. What is the pressure in torr?",
        [("Gas", 60, 60), ("26.4 cm", 320, 200), ("Closed end", 320, 30)],
        ("264",),
    ),
    (
        "Assuming atmospheric pressure is 760 mm Hg, what is the pressure of the enclosed gas (mm Hg) in this open-end "
        "mercury manometer?",
        [("Gas", 60, 60), ("250 mm", 180, 230), ("113 mm", 320, 260), ("open end", 320, 30)],
        ("623",),
    ),
    (
        "How great is the pressure, in atm, on a submarine robot at the lower mark, if 10 m of sea water "
        "correspond to 1 atm?",
        [("air", 90, 34), ("1 atm", 90, 60), ("0 m", 230, 95), ("45 m", 280, 220)],
        ("5.5",),
    ),
    (
        "Find the air pressure in the room, in torr, from the flask's pressure and the two mercury columns.",
        [("gas", 56, 96), ("810 mm Hg", 56, 156), ("200 mm", 190, 270), ("260 mm", 310, 260), ("P = ?", 254, 50)],
        ("750",),
    ),
]

# Written after the solvers were finished, and never used to mend them: the honest score.
HELD_OUT: list[tuple[str, list[tuple[str, float, float]], tuple[str, ...]]] = [
    (
        "An electrician swaps all the components of this network for one component that behaves alike. What is "
        "its value in ohms?",
        [("R1 = 10 Ω", 120, 134), ("R2 = 20 Ω", 320, 84), ("R3 = 20 Ω", 320, 184), ("6 V", 200, 332)],
        ("20",),
    ),
    (
        "How strong is the current leaving the cell when the switch is closed (answer in A)?",
        [("R1 = 8 Ω", 240, 84), ("R2 = 24 Ω", 240, 184), ("12 V", 200, 332)],
        ("2",),
    ),
    (
        "Determine the heat produced per second in the whole arrangement, i.e. its power in watts.",
        [("2 Ω", 130, 110), ("4 Ω", 330, 110), ("12 V", 200, 330)],
        ("24",),
    ),
    (
        "For the motion plotted here, evaluate the displacement between start and finish (m).",
        [("v (m/s)", 50, 20), ("t (s)", 400, 330), ("(3, 6)", 150, 100), ("(9, 6)", 280, 100), ("(11, 0)", 350, 290)],
        ("51",),
    ),
    (
        "What does the speedometer's rate of increase amount to while the lorry is getting faster? Use m/s².",
        [("v (m/s)", 50, 20), ("t (s)", 400, 330), ("(4, 14)", 150, 100), ("(9, 14)", 280, 100)],
        ("3.5",),
    ),
    (
        "Two pupils want the plank to remain horizontal. How far from the centre (m) should the heavier one be?",
        [("40 kg", 100, 80), ("60 kg", 380, 80), ("3 m", 170, 260), ("d = ?", 310, 260)],
        ("2",),
    ),
    (
        "Apply the principle of moments to the rod and obtain the missing load in newtons.",
        [
            ("25 N", 100, 240),
            ("15 N", 180, 240),
            ("F = ?", 380, 240),
            ("2 m", 170, 60),
            ("0.8 m", 210, 100),
            ("2 m", 310, 100),
        ],
        ("31",),
    ),
    (
        "Car A catches up with car B and their bumpers lock. At what velocity (m/s) does the wreck continue?",
        [("10 m/s", 100, 66), ("1200 kg", 100, 125), ("5 m/s", 350, 66), ("800 kg", 350, 125)],
        ("8",),
    ),
    (
        "How much kinetic energy, in J, remains after the perfectly inelastic impact of the two pucks?",
        [("before", 40, 20), ("6 m/s", 100, 66), ("2 kg", 100, 125), ("0 m/s", 350, 66), ("4 kg", 350, 125)],
        ("12",),
    ),
    (
        "The contents of the three cylinders are blended. Calculate c of the product in mol/L.",
        [
            ("1 L", 58, 290),
            ("0.2 mol/L", 58, 318),
            ("500 mL", 168, 290),
            ("0.8 mol/L", 168, 318),
            ("500 mL", 278, 290),
            ("0.4 mol/L", 278, 318),
        ],
        ("0.4",),
    ),
    (
        "Hot and cold water are run into the same tub. Estimate the final temperature in degrees Celsius, "
        "without losses.",
        [("30 L", 70, 290), ("60 °C", 70, 318), ("20 L", 190, 290), ("10 °C", 190, 318)],
        ("40",),
    ),
    (
        "The tube is sealed on the right with nothing above the liquid metal. How many torr does the trapped gas have?",
        [("Gas", 60, 60), ("90 mm", 180, 250), ("310 mm", 320, 200)],
        ("220",),
    ),
]
