"""Questions in a person's own words on small hand-made charts, tables, cards and maps: (topic, drawing, question, choices, answer).

None of them shares a sentence with the families' wordings; several are in the style of the public seeds.
"""

from __future__ import annotations

from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Figure
from cads_ray.embedded.drawing.grid import cards, price_tags, table
from cads_ray.embedded.drawing.maps import road_map, street_grid
from cads_ray.embedded.drawing.pyramids import Level, chain

Case = tuple[str, Chart | Figure, str, tuple[str, ...], str]


def chart(
    kind: str, title: str, x: str, y: str, series: dict[str, dict[str, float | None]], printed: bool = True
) -> Chart:
    return Chart(kind, title, x, y, tuple((n, v, s) for s, vs in series.items() for n, v in vs.items()), printed)


RAIN = chart(
    "line",
    "Rainfall in the valley",
    "Month",
    "Millimetres",
    {"": {"Jan": 40, "Feb": 55, "Mar": 30, "Apr": 60, "May": 20}},
)
CAFE = chart(
    "bar", "Drinks sold in the cafe", "Drink", "Cups", {"": {"Tea": 24, "Coffee": 60, "Cocoa": 18, "Juice": 48}}
)
BARE = chart(
    "bar", "Drinks sold in the cafe", "Drink", "Cups", {"": {"Tea": 20, "Coffee": 60, "Cocoa": 10, "Juice": 50}}, False
)
HOLE = chart(
    "bar", "Drinks sold in the cafe", "Drink", "Cups", {"": {"Tea": 24, "Coffee": None, "Cocoa": 18, "Juice": 48}}
)
TWO = chart(
    "bar", "Members of two clubs", "Year", "Members",
    {"Chess": {"2018": 30, "2019": 45, "2020": 50}, "Go": {"2018": 25, "2019": 15, "2020": 40}},
)  # fmt: skip
PIE = chart(
    "pie",
    "How 300 people get the news",
    "Source",
    "percent",
    {"": {"Radio": 20, "Paper": 15, "Phone": 40, "Television": 25}},
)
CUT = chart(
    "pie",
    "How people get the news",
    "Source",
    "percent",
    {"": {"Radio": 20, "Paper": 15, "Phone": None, "Television": 25}},
)
BIRDS = chart(
    "line", "Geese at the lake", "Year", "Geese (hundreds)", {"": {"2010": 12, "2012": 18, "2014": 24, "2016": 15}}
)
AGES = chart(
    "bar", "People of the village by age", "Age", "People", {"": {"0-19": 30, "20-39": 60, "40-59": 50, "60-79": 60}}
)
COUNTS = chart("bar", "Pets of the children", "Pets", "Children", {"": {"0": 4, "1": 10, "2": 6, "3": 5}})
WORK = Figure(
    table(
        (
            ("Employee", "January", "February", "March"),
            ("Alice", "171", "142", "143"),
            ("Bob", "109", "180", "105"),
            ("Charlie", "131", "130", "140"),
        ),
        "Monthly hours",
        16,
    )
)
SHOP = Figure(
    table(
        (("Item", "Price (EUR)", "Quantity"), ("Lamp", "15", "2"), ("Chair", "40", "4"), ("Table", "90", "1")),
        "Furniture order",
        16,
    )
)
SALE = Figure(
    table(
        (("Item", "Price (EUR)", "Discount"), ("Coat", "80", "25%"), ("Hat", "20", "10%"), ("Vest", "50", "50%")),
        "Winter sale",
        16,
    )
)
TRAM = Figure(
    table(
        (
            ("Stop", "Tram 4", "Tram 9"),
            ("Oak Hill", "7:50", "8:05"),
            ("Town Hall", "8:10", "8:20"),
            ("Airport", "8:45", "8:50"),
        ),
        "Trams",
        16,
    )
)
LOAD = Figure(
    table(
        (("Parcel", "Weight", "Number"), ("Books", "2.5 kg", "3"), ("Shoes", "800 g", "2"), ("Toys", "1.2 kg", "5")),
        "Post",
        16,
    )
)
TAGS = Figure(price_tags((("Cap", "12 EUR"), ("Scarf", "18 EUR"), ("Belt", "9.5 EUR")), "Market", 17))
RUNS = Figure(cards((("", ("52 s", "48 s", "55 s", "49 s", "61 s")),), "Lap times", 16))
GAP = Figure(cards((("", ("8", "12", "?", "6")),), "Goals", 16))
FOOD = Figure(
    chain((Level(("Oats 6000 kJ",)), Level(("Hen",), ("10%",)), Level(("Fox ? kJ",), ("20%",))), "Energy", 16)
)
ROADS = {"Alton": (0.0, 0.0), "Barton": (4.0, 0.0), "Corby": (4.0, 3.0)}
LEGS = (("Alton", "Barton", "4 cm"), ("Barton", "Corby", "3 cm"))
MAP = Figure(road_map(ROADS, LEGS, "1 cm = 5 km", 16, ("Alton", "Barton", "Corby")) or ())
GRID = Figure(
    street_grid({"Bank": (0, 0), "Harbour": (3, 4), "Museum": (3, 0), "Park": (0, 3)}, 16, 7, 5, "1 block = 100 m")
)

CASES: tuple[Case, ...] = (
    ("charts", CAFE, "Coffee outsold tea by how many cups?", (), "36"),
    ("charts", CAFE, "If you pool the cups of juice and of cocoa, how many do you get?", (), "66"),
    ("charts", CAFE, "Across the four drinks, what was the average number of cups?", (), "37.5"),
    ("charts", CAFE, "Which drink sold best?", (), "Coffee"),
    ("charts", CAFE, "What fraction of all cups were juice? Give it as a percentage.", (), "32"),
    (
        "charts",
        CAFE,
        "The cafe charges 3 euros for each cup. How much money did tea and cocoa bring in, in euros?",
        (),
        "126",
    ),
    ("charts", BARE, "Reading the scale, by how many cups is the juice bar taller than the tea bar?", (), "30"),
    ("charts", HOLE, "150 cups were sold that day. How many of them were coffee?", (), "60"),
    ("charts", HOLE, "The bars have an average of 35 cups; how high should the coffee bar be?", (), "50"),
    ("charts", RAIN, "Which month shows the greatest increase in rainfall from the previous month?", (), "Apr"),
    ("charts", RAIN, "What is the lowest rainfall recorded?", (), "20"),
    ("charts", RAIN, "By what percent did the rain go up between March and April?", (), "100"),
    ("charts", RAIN, "How much did it rain in January, February and March combined?", (), "125"),
    ("charts", TWO, "In 2019, how much bigger was the Chess club than the Go club?", (), "30"),
    ("charts", TWO, "In what year were the two clubs closest together in size?", (), "2018"),
    ("charts", TWO, "How many people were in Chess and Go put together in 2020?", (), "90"),
    ("charts", TWO, "From 2018 to 2020, how many members did the Go club gain?", (), "15"),
    ("charts", PIE, "How many of the people asked rely on the radio or the paper?", (), "105"),
    ("charts", PIE, "What percentage of people use either the phone or television?", (), "65"),
    ("charts", CUT, "What share does the phone have, in percent?", (), "40"),
    (
        "charts",
        CUT,
        "35 of those asked chose the radio or the paper. How many people were asked altogether?",
        (),
        "100",
    ),
    ("populations", BIRDS, "How many geese per year were gained on average from 2010 to 2014?", (), "300"),
    ("populations", BIRDS, "By what percent did the goose population rise from 2010 to 2012?", (), "50"),
    (
        "populations",
        BIRDS,
        "What can be concluded from the diagram about this population?",
        (
            "There were fewer geese in 2016 than in 2010.",
            "The count was at its lowest in 2016.",
            "From 2010 to 2014 the number of geese doubled.",
            "The population rose in each period.",
        ),
        "From 2010 to 2014 the number of geese doubled.",
    ),
    ("populations", AGES, "What percent of the population is in the age group 20-39?", (), "30"),
    ("statistics", COUNTS, "How many pets do the children own altogether?", (), "37"),
    ("statistics", COUNTS, "Give the median number of pets per child.", (), "1"),
    ("statistics", RUNS, "What is the runner's average lap time in seconds?", (), "53"),
    ("statistics", RUNS, "Find the gap between the slowest (largest) and the quickest (smallest) lap, in s.", (), "13"),
    ("statistics", GAP, "If these four numbers average 10, what is the one that is covered up?", (), "14"),
    ("tables", WORK, "Which employee worked the most total hours?", ("Alice", "Bob", "Charlie"), "Alice"),
    ("tables", WORK, "How many hours did the staff work in February?", (), "452"),
    ("tables", WORK, "What is the average of Bob's monthly hours, rounded to nothing?", (), "131.33"),
    ("tables", SHOP, "What does the office pay in total for the chairs and the lamps, in euros?", (), "190"),
    ("tables", SALE, "After the reduction, how many euros does someone pay who takes the coat and the vest?", (), "85"),
    ("tables", TRAM, "How many minutes is the Tram 4 ride from Oak Hill to the Airport?", (), "55"),
    ("tables", LOAD, "What do all the parcels weigh taken together, in kg?", (), "15.1"),
    ("tables", TAGS, "Jo gets 2 caps and 3 belts. What does she spend, in euros?", (), "52.5"),
    ("food_webs", FOOD, "How many kJ end up in the fox?", (), "120"),
    (
        "maps",
        MAP,
        "A bus drives from Alton to Corby through Barton. What distance does it cover in kilometres?",
        (),
        "35",
    ),
    (
        "maps",
        MAP,
        "How many km would a helicopter save by going directly from Alton to Corby instead of via Barton?",
        (),
        "10",
    ),
    ("maps", MAP, "Driving from Alton via Barton to Corby at 70 km/h, how many minutes does one need?", (), "30"),
    ("maps", GRID, "How many metres is the walk from the bank to the harbour if one keeps to the streets?", (), "700"),
    ("maps", GRID, "How far apart are the bank and the harbour as the crow flies, in m?", (), "500"),
    (
        "maps",
        GRID,
        "In what direction must one go from the bank to get to the museum?",
        ("north", "south", "east", "west"),
        "east",
    ),
)

# Written after the solvers were mended on CASES, and never mended on: the honest score.
HELD_OUT: tuple[Case, ...] = (
    ("charts", CAFE, "Tea plus coffee: how many cups?", (), "84"),
    ("charts", CAFE, "How many cups fewer of cocoa than of juice went over the counter?", (), "30"),
    ("charts", CAFE, "Juice was ordered how many times as often as tea?", (), "2"),
    ("charts", CAFE, "What is the sum of every drink apart from coffee?", (), "90"),
    ("charts", BARE, "Estimate from the axis how many cups were served overall.", (), "140"),
    ("charts", HOLE, "One bar was torn off. The four bars add up to 140. How tall was it?", (), "50"),
    ("charts", RAIN, "Between April and May the rainfall dropped by how many millimetres?", (), "40"),
    ("charts", RAIN, "Which month was the wettest, going by the highest point?", (), "Apr"),
    ("charts", TWO, "Summed over the three years, how many more members did Chess have than Go?", (), "45"),
    ("charts", TWO, "What was the mean membership of the Go club?", (), "26.67"),
    ("charts", PIE, "Of the 300, how many do not use the phone?", (), "180"),
    ("charts", PIE, "By how many persons is the television group bigger than the paper group?", (), "30"),
    ("populations", BIRDS, "What was the yearly growth in geese between 2012 and 2014?", (), "300"),
    ("populations", AGES, "How many villagers are younger than 40, i.e. in the groups 0-19 and 20-39?", (), "90"),
    ("statistics", COUNTS, "Which number of pets is most common among the children?", (), "1"),
    ("statistics", COUNTS, "How many children have more pets than the average child?", (), "11"),
    ("statistics", RUNS, "Sort the laps. Which one lies in the middle, in s?", (), "52"),
    ("tables", WORK, "In March, how many hours did Alice and Charlie work together?", (), "283"),
    ("tables", WORK, "How many more hours did Bob put in during February than during January?", (), "71"),
    ("tables", SHOP, "The order is paid with 300 euros. How many euros are given back?", (), "20"),
    ("tables", SALE, "How much does the hat cost with the discount, in euros?", (), "18"),
    ("tables", TRAM, "Which tram is faster from Oak Hill to the Airport?", ("Tram 4", "Tram 9"), "Tram 9"),
    ("food_webs", FOOD, "Of the energy stored in the oats, how many kJ never get to the fox?", (), "5880"),
    ("maps", MAP, "According to the scale, how long is the road between Alton and Barton in km?", (), "20"),
    (
        "maps",
        GRID,
        "Leave the park, go 3 blocks to the east and 3 blocks to the south. Where are you?",
        ("Bank", "Harbour", "Museum", "Park"),
        "Museum",
    ),
)
