"""Facets of a record and the captions made from them.

A caption names some facets of a picture. Pictures of the batch that share all of them are further positives;
pictures of which a named facet is unknown (or a neighbouring colour) are neither positives nor negatives.
"""
import random
import re

FACETS = ("kind", "group", "master", "colour", "gender", "usage", "season", "material", "pattern")
KIND, GROUP, MASTER, COLOUR, GENDER, USAGE, SEASON, MATERIAL, PATTERN = range(len(FACETS))

FAMILIES = {
    "blue": "blue,navy blue,navy,turquoise blue,light blue,sky blue,dark blue,royal blue,cobalt,denim blue",
    "green": "green,olive,sea green,lime green,fluorescent green,mint,mint green,forest green,sage,lime,dark green",
    "teal": "teal,turquoise,turquoise blue,sea green,cyan,aqua",
    "red": "red,dark red,maroon,burgundy,crimson,rust,wine,terracotta",
    "pink": "pink,magenta,rose,peach,coral,salmon,blush",
    "purple": "purple,lavender,mauve,violet,plum,lilac,magenta",
    "brown": "brown,coffee brown,mushroom brown,tan,taupe,khaki,bronze,copper,rust,chocolate,walnut,terracotta",
    "beige": "beige,cream,nude,skin,off white,khaki,tan,taupe,ivory,sand,natural,mushroom brown",
    "white": "white,off white,cream,ivory",
    "grey": "grey,gray,charcoal,silver,steel,grey melange,metallic,slate,dark grey,light grey",
    "black": "black,charcoal",
    "yellow": "yellow,mustard,gold,lemon",
    "orange": "orange,peach,rust,copper,amber,coral,terracotta",
    "gold": "gold,bronze,copper,brass",
    "multi": "multi,multicolour",
}
NEIGHBOURS: dict[str, set[str]] = {}
for _name, _members in FAMILIES.items():
    for _member in _members.split(","):
        NEIGHBOURS.setdefault(_member, set()).update(_members.split(","))

# kinds of different sets that name, or may show, the same thing
KIND_FAMILIES = (
    "watch,wristwatch", "casual shoe,sports shoe,sneaker,formal shoe,shoes", "lamp,table lamp,desk lamp,floor lamp,pendant lamp", "cup,mug,cup and saucer,teacup",
    "chair,windsor chair,stool,bench,armchair", "headphone,headphones", "soccer ball,football", "pants,trousers,track pants,jeans,leggings", "hat,cap,beanie",
    "sweater,sweatshirt,hoodie,longsleeve,jacket", "shirt,t-shirt,top,longsleeve", "outwear,jacket,blazer,rain jacket,hoodie", "dress,tunic,kurta", "shorts,lounge shorts,swimwear",
    "skirt,dress", "backpack,laptop bag,rucksack", "handbag,tote bag,bag,shopping bag", "cell phone,phone case,mobile pouch,smartphone,phone", "sunglasses,glasses",
    "scarf,stole,muffler,folded blanket", "tie,ties and cufflinks", "umbrella,umbrellas", "belt,belts", "socks,sock", "camera,digital camera", "airplane,toy airplane", "ball,football",
)
KIND_NEIGHBOURS: dict[str, set[str]] = {}
for _family in KIND_FAMILIES:
    for _member in _family.split(","):
        KIND_NEIGHBOURS.setdefault(_member, set()).update(_family.split(","))

SYNONYMS = {
    "t-shirt": "tee,tshirt,t shirt", "shirt": "button-up shirt", "trousers": "pants,slacks",
    "pants": "trousers,slacks", "sports shoe": "trainers,sneakers,running shoes,athletic shoes",
    "casual shoe": "sneakers,shoes", "formal shoe": "dress shoes,office shoes", "flip flop": "flip-flops,slippers,thongs",
    "heel": "high heels,pumps,high-heeled shoes", "flat": "flat shoes,ballerinas", "handbag": "purse,hand bag",
    "wallet": "billfold,purse", "backpack": "rucksack,school bag", "cap": "baseball cap,hat", "sweater": "jumper,pullover",
    "sweatshirt": "hoodie,hooded sweatshirt", "jacket": "coat", "sunglasses": "shades,sun glasses",
    "watch": "wristwatch,timepiece", "earring": "ear rings,studs", "necklace and chain": "necklace,chain",
    "perfume and body mist": "perfume,fragrance,cologne,scent", "deodorant": "deo,body spray", "brief": "underwear,underpants",
    "trunk": "underwear,boxer briefs", "bra": "brassiere,lingerie", "nightdress": "nightgown,nightie", "night suit": "pyjamas,pajamas",
    "track pants": "joggers,sweatpants", "scarf": "scarves,shawl", "stole": "shawl,wrap", "tie": "necktie", "sandal": "sandals",
    "laptop bag": "computer bag,briefcase", "duffel bag": "gym bag,holdall,duffle bag", "messenger bag": "shoulder bag",
    "trolley bag": "suitcase,luggage", "mobile pouch": "phone case", "nail polish": "nail varnish", "innerwear vest": "undershirt,vest",
    "dress": "gown,frock", "top": "blouse", "tunic": "long top", "legging": "leggings", "swimwear": "swimsuit,bathing suit",
    "bath robe": "dressing gown,bathrobe", "waistcoat": "vest", "blazer": "sports jacket", "muffler": "scarf", "belt": "leather belt",
    "ring": "finger ring", "bracelet": "wristband", "pendant": "locket", "clutch": "clutch bag,evening bag", "football": "soccer ball",
    "cell phone": "mobile phone,smartphone", "motorbike": "motorcycle", "airplane": "aeroplane,plane", "laptop": "notebook computer",
    "long sleeve top": "longsleeve,long-sleeved shirt", "outerwear jacket": "coat,jacket,outerwear", "aubergine": "eggplant",
    "zucchini": "courgette", "red beet": "beetroot", "satsumas": "mandarins,tangerines", "bell pepper": "paprika",
    "grey": "gray", "navy blue": "navy,dark blue", "off white": "ivory", "maroon": "dark red", "charcoal": "dark grey",
    "skin": "nude", "grey melange": "heather grey", "multi": "multicoloured,multicolored,colourful", "multicolour": "multicoloured,colourful",
    "casual": "everyday", "formal": "business,office", "sports": "sporty,athletic", "ethnic": "traditional,indian",
    "sofa": "couch", "mug": "coffee mug,cup", "rug": "carpet", "bin": "trash can", "torch": "flashlight", "tap": "faucet",
    "leather": "genuine leather", "metal": "metallic,steel", "wood": "wooden", "cushion": "pillow", "cooking pot": "saucepan",
}
WRAPPINGS = (
    "show me a {}", "i am looking for a {}", "looking for {}", "i need a {}", "a nice {}", "a new {} please", "{} as a gift", "gift: {}",
    "{} for my mother", "{} for my home", "{} for every day", "a cheap {}", "good quality {}", "the best {}", "{} under 20 euros", "{} on sale",
    "something like a {}", "buy {} online", "{} for a friend", "do you have a {}", "a beautiful {} for the weekend", "best {} to buy", "{} set",
)
PLURAL_ONLY = {"shoes", "jeans", "shorts", "trousers", "pants", "track pants", "capris", "leggings", "briefs", "boxers",
               "tights", "sunglasses", "socks", "dress", "glasses", "suspenders", "stockings", "lounge pants", "lounge shorts",
               "rain trousers", "jeggings", "scissors", "carrots", "satsumas", "cactus", "octopus", "lens", "bass", "nautilus", "ibis",
               "stegosaurus", "brontosaurus", "platypus", "lotus", "asparagus", "compass", "hibiscus", "headphones"}
SPECIAL = {"tshirts": "t-shirt", "scarves": "scarf", "dresses": "dress", "clutches": "clutch", "watches": "watch",
           "lounge tshirts": "lounge t-shirt", "accessories": "accessory", "body mist": "body mist", "briefs": "briefs"}
PATTERNS = {"striped": r"strip\w*", "checked": r"check\w*|plaid", "printed": r"print\w*", "solid": r"solid|plain", "floral": r"floral|flower\w*",
            "polka dot": r"polka\w*", "graphic": r"graphic", "embroidered": r"embroid\w*"}
PATTERN_NOUNS = {"striped": "stripes", "checked": "checks", "printed": "print", "floral": "flowers", "polka dot": "dots", "dotted": "dots",
                 "graphic": "graphics", "embroidered": "embroidery"}
MATERIALS = {"leather": r"leather", "denim": r"denim", "cotton": r"cotton", "silk": r"silk", "wool": r"wool\w*", "canvas": r"canvas",
             "metal": r"steel|metal\w*", "rubber": r"rubber", "suede": r"suede", "lace": r"lace", "pearl": r"pearls?"}
REVIEW_KINDS = {"Dresses": "dress", "Blouses": "top", "Knits": "sweater", "Fine gauge": "sweater", "Pants": "trousers", "Jeans": "jeans",
                "Skirts": "skirt", "Sweaters": "sweater", "Jackets": "jacket", "Outerwear": "jacket", "Shorts": "shorts", "Swim": "swimwear",
                "Sleep": "nightdress", "Legwear": "stockings", "Lounge": "lounge pants"}


def singular(name: str) -> str:
    """"Casual Shoes" -> "casual shoe"; words that only exist in the plural stay."""
    name = name.lower().strip()
    if name in SPECIAL:
        return SPECIAL[name]
    if name in PLURAL_ONLY or name.endswith("ss") or not name.endswith("s"):
        return name
    return name[:-3] + "y" if name.endswith("ies") else name[:-1]


def mined(title: str, table: dict[str, str]) -> str:
    for value, pattern in table.items():
        if re.search(rf"\b({pattern})\b", title, re.I):
            return value
    return ""


def facets(set_name: str, record: dict) -> list[str]:
    """Facet values (lower case, "" = unknown) in the order of FACETS."""
    values = [""] * len(FACETS)
    if set_name == "fashion":
        a = record["attributes"]
        values[KIND] = singular(a.get("articleType", ""))
        values[GROUP] = singular(a.get("subCategory", ""))
        values[MASTER] = a.get("masterCategory", "").lower()
        values[COLOUR] = a.get("baseColour", "").lower()
        values[GENDER] = a.get("gender", "").lower()
        values[USAGE] = a.get("usage", "").lower()
        values[SEASON] = a.get("season", "").lower()
        values[MATERIAL] = mined(record["title"], MATERIALS)
        values[PATTERN] = mined(record["title"], PATTERNS)
    elif set_name == "clothing":
        values[KIND], values[MASTER] = record["title"].lower(), "apparel"
        if values[KIND] == "shoes":
            values[KIND], values[GROUP], values[MASTER] = "", "shoe", "footwear"
    elif set_name == "grocery":
        values[KIND], values[GROUP] = record["title"].lower(), singular(record["category"][1])
        values[MASTER] = singular(record["category"][0])
    elif set_name == "objects":
        values[KIND], values[MASTER] = record["title"].lower(), "object"
    elif set_name == "renders":
        values[KIND] = record["kind"].lower().replace("-", " ").replace("_", " ")
        category = record.get("category") or [""]
        values[GROUP] = singular(category[-1])
        values[MASTER] = f"{category[0].lower()} product"
        colour = (record.get("colour") or "").lower()
        values[COLOUR] = "navy blue" if colour == "navy" else colour
        values[MATERIAL] = (record.get("material") or "").lower()
        values[PATTERN] = (record.get("pattern") or "").lower()
    return values


def variant(word: str, rng: random.Random, synonyms: dict[str, list[str]]) -> str:
    others = synonyms.get(word)
    return rng.choice(others) if others and rng.random() < 0.3 else word


def plural(noun: str) -> str:
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    return noun + ("es" if noun.endswith(("ss", "x", "ch", "sh")) else "s")


def phrase(values: list[str], rng: random.Random, synonyms: dict[str, list[str]]) -> tuple[str, list[int], list[int]]:
    """A random phrase about a picture with these facet values; the facets it names; the facets whose value it denies.

    A phrase that denies ("mug, not red") is written for other values than the picture's: the picture is its negative.
    """
    have = [f for f, value in enumerate(values) if value]
    used: list[int] = []
    noun_facet = KIND if values[KIND] else GROUP
    roll = rng.random()
    if roll < 0.1 and GROUP in have:
        noun_facet = GROUP
    elif roll < 0.13 and MASTER in have:
        noun_facet = MASTER
    noun = ""
    alone = rng.random()
    if not (alone < 0.06 and COLOUR in have):
        noun = variant(values[noun_facet], rng, synonyms)
        used.append(noun_facet)
    words: list[str] = []
    for facet, chance in ((USAGE, 0.15), (PATTERN, 0.5), (COLOUR, 0.65 if noun else 1.0), (MATERIAL, 0.5)):
        if facet in have and rng.random() < chance:
            words.append(variant(values[facet], rng, synonyms))
            used.append(facet)
    if not noun:
        return " ".join(words + rng.choice(([], ["colour"], ["color"], ["product"]))), used, []
    if rng.random() < 0.25:
        noun = plural(noun)
    if len(used) == 1 and COLOUR in have and rng.random() < 0.2:
        return f"{noun}{rng.choice((' that is not', ', not', ' but not', ' in any colour but', ', anything but', ' not in', ' without'))} {values[COLOUR]}", used, [COLOUR]
    if len(used) == 1 and PATTERN in have and values[PATTERN] not in ("plain", "solid") and rng.random() < 0.3:
        thing = PATTERN_NOUNS.get(values[PATTERN])
        denial = f"{rng.choice(('without', 'with no', 'no', 'without any'))} {thing}" if thing and rng.random() < 0.6 else f"{rng.choice(('that is not', 'not'))} {values[PATTERN]}"
        return f"{noun} {denial}", used, [PATTERN]
    text = " ".join(words + [noun])
    if values[GENDER] in ("men", "women", "boys", "girls") and rng.random() < 0.35:
        who = values[GENDER]
        text = rng.choice((f"{who} {text}", f"{text} for {who}", f"{who}'s {text}"))
        used.append(GENDER)
    if SEASON in have and rng.random() < 0.05:
        text = f"{text} for {values[SEASON]}"
        used.append(SEASON)
    if MATERIAL in used and rng.random() < 0.25 and values[MATERIAL] in text:
        text = f"{text.replace(values[MATERIAL] + ' ', '', 1)} made of {values[MATERIAL]}"
    template = rng.random()
    if template < 0.12:
        text = f"a photo of a {text}"
    elif template < 0.25:
        text = f"a {text}"
    elif template < 0.4:
        text = rng.choice(WRAPPINGS).format(text)
    return text, used, []


def noisy(text: str, rng: random.Random, words_lost: float, misspelt: float) -> str:
    """Drops words and misspells one word now and then."""
    words = text.split()
    if len(words) > 2:
        words = [word for word in words if rng.random() >= words_lost] or words
    if rng.random() < misspelt:
        at = rng.randrange(len(words))
        word = words[at]
        if len(word) > 4:
            i = rng.randrange(1, len(word) - 1)
            words[at] = rng.choice((word[:i] + word[i + 1 :], word[:i] + word[i + 1] + word[i] + word[i + 2 :], word[:i] + word[i] + word[i:]))
    return " ".join(words)
