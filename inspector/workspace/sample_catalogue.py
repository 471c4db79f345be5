"""What the sample shop sells, to whom, and who carries it there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """cents: its price in euro cents. weight: how often it is bought, relative to the others. grams: shipped weight."""

    sku: str
    name: str
    cents: int
    weight: int
    grams: int
    supplier: str


@dataclass(frozen=True, slots=True)
class City:
    """A city that customers live in, and a street there."""

    name: str
    postcode: str
    country: str
    street: str


LAMP = Product("A12", "Brass desk lamp", 8900, 9, 1850, "Atelier Lumière")

PRODUCTS = (
    LAMP,
    Product("A14", "Lamp shade, linen", 2450, 4, 320, "Atelier Lumière"),
    Product("A20", "Lantern “Große Straße”", 5490, 3, 1400, "Leuchtwerk Köln"),
    Product("B3", "Oak stool", 7900, 3, 4200, "Håndverk Oslo"),
    Product("B7", "Wool blanket “Łódź”", 5000, 6, 1100, "Tkalnia Łódź"),
    Product("B9", "Cushion, corduroy", 2990, 5, 480, "Tkalnia Łódź"),
    Product("C4", "Espresso cup “Ωmega”", 1450, 7, 260, "Κεραμικά Πάτρας"),
    Product("C9", "Stoneware jug", 9500, 3, 2100, "Κεραμικά Πάτρας"),
    Product("C11", "Dinner plate “Señora”", 1890, 6, 640, "Cerámica Nájera"),
    Product("D2", "Notebook, dotted", 1290, 8, 310, "Papeterie Hébert"),
    Product("D5", "Fountain pen “Žofie”", 4600, 4, 90, "Papír Brno"),
    Product("D8", "Ink, Prussian blue", 990, 5, 140, "Papír Brno"),
    Product("E1", "Kitchen scale 5 kg", 3900, 3, 900, "Leuchtwerk Köln"),
    Product("E6", "Moka pot, six cups", 3450, 5, 780, "Caffè Ñandú"),
    Product("E7", "Coffee “Çınar”, 1 kg", 2190, 8, 1040, "Caffè Ñandú"),
    Product("F3", "Enamel house number", 3300, 2, 350, "Leuchtwerk Köln"),
    Product("F9", "Door mat “Bless this mess”", 2790, 3, 1900, "Håndverk Oslo"),
    Product("G2", "Bread knife", 4250, 3, 270, "Coutellerie Thiers"),
    Product("G5", "Chopping board, walnut", 5800, 3, 1600, "Coutellerie Thiers"),
    Product("H1", "Garden shears", 3650, 2, 510, "Coutellerie Thiers"),
)

CUSTOMERS = (
    "Jonas Weiß",
    "Maja Nowak",
    "Siobhán Ní Bhriain",
    "Luca De Santis",
    "Anaïs Lefèvre",
    "Björn Ångström",
    "Zoë van den Berg",
    "Nikos Papadópoulos",
    "Élodie Martin",
    "Łukasz Wiśniewski",
    "Ωmega Design GmbH",
    "Γιώργος Αλεξίου",
    "Þóra Jónsdóttir",
    "Jürgen Groß",
    "María-José Núñez",
    "Ирина Соколова",
    "Şebnem Çelik",
    "Dvořák & synové",
)
"""The first customers, in the order in which they register; everyone after them is a first and a last name."""

FIRST_NAMES = (
    "Agnès", "Aino", "Ana", "Anders", "Åsa", "Beatriz", "Bram", "Célia", "Chloé", "Dmitri", "Edith", "Emre", "Eszter",
    "Fabian", "Femke", "Giulia", "Håkon", "Inés", "Ján", "Jelena", "João", "Katarzyna", "Léa", "Liam", "Małgorzata",
    "Matteo", "Nadia", "Niamh", "Oğuz", "Paul", "Rūta", "Sofía", "Søren", "Tomáš", "Ulrike", "Vesna", "Yannis", "Žiga",
)  # fmt: skip

LAST_NAMES = (
    "Andersson", "Bauer", "Bianchi", "Castaño", "Dubois", "Fernández", "Fischer", "García", "Hansen", "Horváth",
    "Ivanova", "Jansen", "Kaya", "Kovač", "Kowalczyk", "Laurent", "Lindqvist", "Müller", "Nielsen", "Novotná",
    "Öztürk", "O’Connor", "Petit", "Popescu", "Ribeiro", "Rossi", "Šimek", "Strauß", "Väisänen", "Vermeulen",
    "Virtanen", "Zieliński",
)  # fmt: skip

CITIES = (
    City("Grenoble", "38000", "FR", "12 rue Très-Cloîtres"),
    City("Lyon", "69002", "FR", "8 place Bellecour"),
    City("Köln", "50667", "DE", "Hohe Straße 41"),
    City("Łódź", "90-001", "PL", "ul. Piotrkowska 104"),
    City("München", "80331", "DE", "Sendlinger Straße 7"),
    City("Zürich", "8001", "CH", "Bahnhofstrasse 3"),
    City("Málaga", "29015", "ES", "Calle Císter 9"),
    City("Göteborg", "411 04", "SE", "Östra Hamngatan 16"),
    City("København", "1050", "DK", "Nyhavn 22"),
    City("Αθήνα", "105 55", "GR", "Ερμού 18"),
    City("Praha", "110 00", "CZ", "Dlouhá 33"),
    City("Gent", "9000", "BE", "Korenmarkt 5"),
    City("Coimbra", "3000-213", "PT", "Rua da Sofia 77"),
    City("Nice", "06300", "FR", "4 quai des États-Unis"),
    City("Trieste", "34121", "IT", "Via San Nicolò 30"),
    City("Dublin", "D02 X285", "IE", "7 Dame Street"),
)

CARRIERS = (("DHL", "JD0146"), ("Colissimo", "6A1873"), ("GLS", "GL0092"))
"""Carriers and how their tracking numbers begin."""
