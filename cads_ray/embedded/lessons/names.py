"""Names that problems are told with."""

PEOPLE = (
    "Mia",
    "Tom",
    "Nadia",
    "Ravi",
    "Lena",
    "Omar",
    "Chloe",
    "Ivan",
    "Amina",
    "Paul",
    "Rosa",
    "Kenji",
    "Sara",
    "Felix",
)
TRIANGLES = ("ABC", "PQR", "KLM", "DEF", "XYZ", "RST", "UVW", "EFG")  # no I, O, l: OCR takes them for digits
