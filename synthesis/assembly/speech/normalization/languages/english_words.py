"""English vocabulary: months, units, currencies, abbreviations, names of kings."""

from synthesis.assembly.speech.normalization.language import words

MONTHS = words("January February March April May June July August September October November December")

UNITS = {
    "%": "percent",
    "°C": "degree Celsius|degrees Celsius",
    "°F": "degree Fahrenheit|degrees Fahrenheit",
    "ºC": "degree Celsius|degrees Celsius",
    "ºF": "degree Fahrenheit|degrees Fahrenheit",
    "℃": "degree Celsius|degrees Celsius",
    "°": "degree|degrees",
    "¢": "cent|cents",
    "km/h": "kilometer per hour|kilometers per hour",
    "kph": "kilometer per hour|kilometers per hour",
    "mph": "mile per hour|miles per hour",
    "m/s": "meter per second|meters per second",
    "km²": "square kilometer|square kilometers",
    "m²": "square meter|square meters",
    "cm²": "square centimeter|square centimeters",
    "m³": "cubic meter|cubic meters",
    "cm³": "cubic centimeter|cubic centimeters",
    "m2": "square meter|square meters",
    "km2": "square kilometer|square kilometers",
    "m3": "cubic meter|cubic meters",
    "sq ft": "square foot|square feet",
    "sq. ft.": "square foot|square feet",
    "ft.": "foot|feet",
    "lbs.": "pound|pounds",
    "oz.": "ounce|ounces",
    "mi.": "mile|miles",
    "hrs.": "hour|hours",
    "min.": "minute|minutes",
    "sec.": "second|seconds",
    "ft²": "square foot|square feet",
    "km": "kilometer|kilometers",
    "m": "meter|meters",
    "cm": "centimeter|centimeters",
    "mm": "millimeter|millimeters",
    "nm": "nanometer|nanometers",
    "mi": "mile|miles",
    "ft": "foot|feet",
    "yd": "yard|yards",
    "kg": "kilogram|kilograms",
    "g": "gram|grams",
    "mg": "milligram|milligrams",
    "lb": "pound|pounds",
    "lbs": "pound|pounds",
    "oz": "ounce|ounces",
    "tbsp": "tablespoon|tablespoons",
    "tsp": "teaspoon|teaspoons",
    "gal": "gallon|gallons",
    "bpm": "beat per minute|beats per minute",
    "rpm": "revolution per minute|revolutions per minute",
    "L": "liter|liters",
    "l": "liter|liters",
    "ml": "milliliter|milliliters",
    "mL": "milliliter|milliliters",
    "kB": "kilobyte|kilobytes",
    "KB": "kilobyte|kilobytes",
    "MB": "megabyte|megabytes",
    "GB": "gigabyte|gigabytes",
    "TB": "terabyte|terabytes",
    "Mbps": "megabit per second|megabits per second",
    "Gbps": "gigabit per second|gigabits per second",
    "fps": "frame per second|frames per second",
    "FPS": "frame per second|frames per second",
    "px": "pixel|pixels",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "W": "watt|watts",
    "kW": "kilowatt|kilowatts",
    "MW": "megawatt|megawatts",
    "GW": "gigawatt|gigawatts",
    "kWh": "kilowatt hour|kilowatt hours",
    "mAh": "milliamp hour|milliamp hours",
    "V": "volt|volts",
    "kcal": "kilocalorie|kilocalories",
    "cal": "calorie|calories",
    "dB": "decibel|decibels",
    "ms": "millisecond|milliseconds",
    "sec": "second|seconds",
    "min": "minute|minutes",
    "mins": "minute|minutes",
    "hr": "hour|hours",
    "hrs": "hour|hours",
    "h": "hour|hours",
    "s": "second|seconds",
}

CURRENCIES = {
    "USD": ("dollar|dollars", "cent|cents"),
    "EUR": ("euro|euros", "cent|cents"),
    "GBP": ("pound|pounds", "penny|pence"),
    "JPY": ("yen", ""),
    "CNY": ("yuan", ""),
    "INR": ("rupee|rupees", "paisa|paise"),
    "KRW": ("won", ""),
    "RUB": ("ruble|rubles", "kopek|kopeks"),
    "TRY": ("lira|liras", "kurush"),
    "BRL": ("real|reals", "centavo|centavos"),
    "AUD": ("Australian dollar|Australian dollars", "cent|cents"),
    "CAD": ("Canadian dollar|Canadian dollars", "cent|cents"),
    "CHF": ("Swiss franc|Swiss francs", "centime|centimes"),
    "BTC": ("bitcoin|bitcoins", ""),
}

ABBREVIATIONS = {
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "Ms.": "Miz",
    "Prof.": "Professor",
    "Gen.": "General",
    "Capt.": "Captain",
    "Lt.": "Lieutenant",
    "Col.": "Colonel",
    "Sgt.": "Sergeant",
    "Sen.": "Senator",
    "Rep.": "Representative",
    "Gov.": "Governor",
    "Rev.": "Reverend",
    "Hon.": "Honorable",
    "Mt.": "Mount",
    "Ft.": "Fort",
    "vs.": "versus",
    "vs": "versus",
    "e.g.": "for example",
    "eg.": "for example",
    "i.e.": "that is",
    "ie.": "that is",
    "ext.": "extension",
    "approx.": "approximately",
    "ca.": "circa",
    "cf.": "compare",
    "Fig.": "Figure",
    "fig.": "figure",
    "vol.": "volume",
    "Vol.": "Volume",
    "dept.": "department",
    "Dept.": "Department",
    "est.": "established",
    "incl.": "including",
    "pp.": "pages",
}

CLOSING_ABBREVIATIONS = {
    "etc.": "et cetera",
    "et al.": "et al",
    "a.m.": "A-M",
    "p.m.": "P-M",
    "Inc.": "Incorporated",
    "Ltd.": "Limited",
    "Corp.": "Corporation",
    "Co.": "Company",
    "Jr.": "Junior",
    "Sr.": "Senior",
    "Ave.": "Avenue",
    "Blvd.": "Boulevard",
    "Rd.": "Road",
    "Ph.D.": "P-H-D",
    "B.C.": "B-C",
    "A.D.": "A-D",
}

SENTENCE_STARTERS = words(
    """
    A After All Also An And Another As At Because Before But By Do Every Everyone First For From Have He Her
    Here His How However I If In Is It Its Last Let Many More Most My Next No Not Now On Once One Only Or Our
    People She Since So Some That The Their Then There These They This Those To Today Two Was We What When
    Where While Who Why With Yes You Your
    """
)

# Rulers and popes; after other names a numeral is a plain number ("Rocky II").
REGNAL_NAMES = words(
    """
    Alexander Amenhotep Augustus Benedict Carl Catherine Charles Christian Clement Cleopatra Constantine
    Darius Edward Elizabeth Felipe Ferdinand Francis Franz Frederick George Gregory Gustav Harald Henry
    Innocent Isabella Ivan James Joan Johann John Joseph Juan Julius Leo Leopold Louis Ludwig Mary Maximilian
    Mehmed Murad Napoleon Nicholas Olaf Otto Paul Pedro Peter Philip Pius Ptolemy Ramesses Ramses Richard
    Robert Rudolf Selim Suleiman Thutmose Umberto Urban Victor Emmanuel Wilhelm William Xerxes
    """
)
