"""Own sentences in fourteen scripts, and seeded changes of them."""

SENTENCES = {
    "latin-en": [
        "The committee will publish its 2,500-page report on Monday, March 3.",
        "Don't open the door: it's cold outside & the wind is strong!",
        "She said that the new bridge (built in 1998) cost $3.5 million.",
        "A quick answer is worth more than a perfect one that comes too late.",
        "Several universities are studying the happiness of elderly swimmers, running relational analyses.",
    ],
    "latin-fr": [
        "L'été dernier, nous avons mangé des crêpes près de l'église.",
        "Où est-ce que vous allez ? À l'hôtel, bien sûr !",
        "Le prix a augmenté de 12,5 % en un an.",
    ],
    "latin-tr": [
        "İstanbul'da ılık bir akşam, IĞDIR'dan gelen misafirler çay içti.",
        "Küçük kız şarkı söyledi ve güldü.",
    ],
    "latin-vi": ["Tôi thích uống cà phê sữa đá vào buổi sáng.", "Hôm nay trời đẹp quá!"],
    "cyrillic": [
        "Завтра утром мы поедем на дачу, если не будет дождя.",
        "Поезд отправляется в 14:35 с третьего пути.",
        "Он сказал: «Не забудь ключи!» и ушёл.",
    ],
    "greek": [
        "Ο ΟΔΥΣΣΕΥΣ ταξίδεψε δέκα χρόνια για να γυρίσει στην Ιθάκη.",
        "Πού είναι το πλησιέστερο φαρμακείο; Στη γωνία, δεξιά.",
    ],
    "arabic": [
        "وصل القطار إلى المحطة في الساعة الخامسة مساءً.",
        "هل تريد كوبًا من الشاي، أم قهوة؟",
        "بلغ عدد السكان ١٢٣٬٤٥٦ نسمة عام ٢٠٢١.",
    ],
    "hebrew": [
        "הספרייה נפתחת בשעה תשע בבוקר, חוץ מיום שישי.",
        'אמא אמרה: "אל תשכח את המעיל!"',
    ],
    "devanagari": [
        "कल सुबह हम बाज़ार से ताज़ी सब्ज़ियाँ लाएँगे।",
        "क्या आप मुझे स्टेशन का रास्ता बता सकते हैं?",
    ],
    "thai": ["วันนี้อากาศดีมาก เราไปเดินเล่นกันเถอะ", "ร้านอาหารนี้เปิด 24 ชั่วโมง ราคา 150 บาท"],
    "han": [
        "今天下午三点，我们在图书馆门口见面。",
        "他说：“这本书花了２５元，很便宜！”",
        "北京2022年的GDP增长了3.0%。",
        "𠮷野家的牛肉饭很好吃。",
    ],
    "kana": [
        "東京タワーは１９５８年に完成しました。",
        "すみません、駅はどこですか？コーヒーを飲みたいです。",
        "「ありがとう」と彼女は言った。",
    ],
    "hangul": [
        "내일 아침 일찍 서울역에서 만나요.",
        "이 책은 15,000원이고, 저 책은 더 비싸요!",
    ],
    "armenian": ["Վաղը առավոտյան մենք կգնանք լեռներ։"],
    "georgian": ["ხვალ დილით ზღვაზე წავალთ, თუ წვიმა არ იქნება."],
    "tamil": ["நாளை காலை நாங்கள் கடற்கரைக்குச் செல்வோம்."],
    "amharic": ["ነገ ጠዋት ወደ ገበያ እንሄዳለን።"],
    "emoji": ["Great job! 👍🏽🎉 See you at 5pm 👩‍👩‍👧 :-)", "🇫🇷 vs. 🇧🇷: 2–1 ⚽"],
}

EDGES = [
    "",
    " ",
    "a",
    "word",
    "I",
    ".",
    "...",
    "?!,;:",
    "-",
    "- - -",
    "1",
    "1.5",
    "1,000,000.00",
    "3-4",
    "2.",
    ".5",
    " .5 x",
    "a.b,c",
    "the the the the the the the",
    "a a a b a a a",
    "&quot;Tom &amp; Jerry&quot; &lt;b&gt; &amp;lt;",
    "<skipped> text <skipped>",
    "end-\nof-line hyphen-\n ation",
    "two\nlines here\nthree",
    "line one\n\n  line two.\n",
    "\n-dash after break",
    "tabs\tand\u00a0no-break\u2003em space\u3000wide",
    "odd\u0085next\u001cfile\u001fsep \ufeffbom\u200bzero",
    "naïve café coöperate",
    "nai\u0308ve cafe\u0301",
    "ΣΑΣ ΟΔΟΣ",
    "İI ıi",
    "ﬁne ﬂow ½ ² Ⅷ ①",
    "“curly” ‘quotes’ — dash … 5€ £7 ¥ ±",
    "x=1+2*3/4<5>6^7|8~9`{}[]\\@#$%&_",
    "dogs' dog's DOG'S it's 's",
    "👍",
    "👍👍🏽",
    "𝒜𝒷 𠮷",
    "。、「」！？",
    "かな カナ 漢字 ｶﾅ",
    "㊀㌀㍿ 〇々",
    "١٢٣ ४५६",
    "trailing spaces   ",
    "   leading",
    "word .",
    "CamelCase MiXeD",
    "a-b–c—d",
    "http://example.org/a?b=c&d=e",
    "ties dies dying news innings sky skies flies enjoy enjoyed relational conditional fully hopefulness",
]


LETTERS = [f"w{i}" for i in range(70)]


def moved(length, distance):
    """Seventy words, of which a block has moved so far."""
    block, rest = LETTERS[:length], LETTERS[length:]
    return " ".join(rest[:distance] + block + rest[distance:])


# Each is looked at with all settings, alone and in corpora.
TRAPS = [
    ("hyphen-\nated line-\n end", ["hyphenated line end"]),
    ("\n-dash at\n-line", ["dash at line", "-dash at -line"]),
    ("abc", ["xyz xyz", "uvwxyz", "u"]),
    ("a b", ["c d e f g", "c d", "e"]),
    ("㊀㌀㍿ 〇々㈠", ["㊀ ㌀㍿〇 々 ㈠"]),
    ("「今日」は。ｶﾅ：かな", ["「 今日 」は 。 ｶﾅ ： かな"]),
    ("他说：“好”！", ["他说 ： “ 好 ” !"]),
    ("&quot;a&quot; &amp;lt;b", ['"a" <b', "&lt;b"]),
    ("3-4 a-b 1,5 .5 x.", ["3 - 4 a - b 1 , 5 . 5 x ."]),
    ("(hi) 'it's' \"x\" .a b. .", ["( hi ) ' it's ' x a b"]),
    (moved(9, 20), [moved(0, 0)]),
    (moved(10, 20), [moved(0, 0)]),
    (moved(11, 20), [moved(0, 0)]),
    (moved(12, 3), [moved(0, 0)]),
    (moved(2, 49), [moved(0, 0)]),
    (moved(2, 50), [moved(0, 0)]),
    (moved(2, 51), [moved(0, 0)]),
    ("", ["", "a"]),
    ("ΟΔΟΣ İI Σ", ["οδος i̇i σ", "ΟΔΟΣ"]),
    ("𝒜𝒷𝒜 👍🏽", ["𝒷𝒜𝒷 👍"]),
]


def base_texts():
    return [s for group in SENTENCES.values() for s in group]


def mutate(text, rng):
    """Another text that shares much with this one."""
    how = rng.randrange(10)
    words = text.split(" ")
    if how == 0 or not text:
        return rng.choice(base_texts() + EDGES)
    if how == 1 and len(words) > 2:
        del words[rng.randrange(len(words))]
    elif how == 2:
        words.insert(rng.randrange(len(words) + 1), rng.choice(rng.choice(base_texts()).split(" ")))
    elif how == 3 and len(words) > 3:
        a = rng.randrange(len(words) - 1)
        b = min(len(words), a + 1 + rng.randrange(4))
        block = words[a:b]
        del words[a:b]
        at = rng.randrange(len(words) + 1)
        words[at:at] = block
    elif how == 4:
        chars = list(text)
        for _ in range(1 + rng.randrange(3)):
            at = rng.randrange(len(chars))
            chars[at] = rng.choice(rng.choice(base_texts()))
        return "".join(chars)
    elif how == 5:
        return text[: 1 + rng.randrange(len(text))]
    elif how == 6:
        return text + rng.choice([".", " !", "\n" + rng.choice(base_texts()), " " + text, "’s", " 's "])
    elif how == 7:
        return text.upper() if rng.random() < 0.5 else text.title()
    elif how == 8:
        return text.replace(" ", "\n", 2)
    else:
        return text
    return " ".join(words)


def pair(rng):
    """A reply and one to three references."""
    text = rng.choice(base_texts()) if rng.random() < 0.8 else rng.choice(EDGES)
    if rng.random() < 0.25:
        text += rng.choice([" ", "\n"]) + rng.choice(base_texts())
    reply = mutate(text, rng)
    if rng.random() < 0.5:
        reply = mutate(reply, rng)
    references = [text]
    while len(references) < 3 and rng.random() < 0.3:
        references.append(mutate(text, rng))
    return reply, references


def scrambled(rng, words, length):
    """A long text of few words, so that blocks repeat and move."""
    return " ".join(rng.choice(words) for _ in range(length))
