"""The words that the judge of subjects goes by: what promises, what is jargon, what is a verb, what may not end a line.

They are written down apart from the rules of the bot, on purpose: a measure that shares its words with what it measures
finds nothing.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A benefit in one of these families needs a word of the same family in the draft, the author's fields or the glossary.
# `*` stands for any ending.
BENEFITS = {
    "speed": "fast* quick* speed* instant* sooner rapid*",
    "ease": "easy easi* ease simpl* effortless* smooth* seamless* convenien* straightforward intuitive",
    "quality": "better best improv* enhanc* great* moderni* optimi* superior",
    "more": "more extra additional bigger larger unlimited expanded",
    "safety": "safe* secure* securi* cybersecurity protect*",
    "trust": "reliab* stable stabili* robust dependab* resilien*",
    "saving": "free cheaper",
    "joy": "enjoy* exciting love powerful productiv* benefit* happy effectively efficien*",
    "novelty": "latest cutting-edge state-of-the-art next-generation",
}
# Phrases that promise, of a family above or of their own.
BENEFIT_PHRASES = {
    "saving": ("save time", "save money", "saves you", "save effort", "save hours"),
    "novelty": ("new feature", "new features"),
}
# Uses of the words above that promise nothing.
HARMLESS = (
    "no more|any more|more than|once more|find out more|learn more|read more|free up|feel free|stay on the safe side|"
    "more time|extra time|best before|at the latest|more hours|more days|more weeks|more minutes"
)

# What only good news says, each with what in the draft allows it.
GOOD_NEWS = {
    r"\bcan\b[^:;]*\bagain\b|\bworks?\b[^:;]*\bagain\b|\b(?:is|are)\b[^:;]*\bagain\b": r"\bagain\b|\bback\b",
    r"\brestored\b|\b(?:is|are) back\b": r"restor\w+|\bback\b",
    r"\bnow available\b|\byou can (?:now|finally)\b": r"\bnow\b|\bnew\b",
    r"\benjoy\b|\bgood news\b": r"\benjoy\b|\bgood news\b",
}
LIMITS = (
    "can't|cannot|can not|no|not|won't|without|unless|until|before|except|only|but|down|offline|unavailable|lose|slow|"
    "may|might|unable|isn't|aren't|don't|doesn't|never|instead|still|trouble|stop|ends|off|pay|wait|limited|closed|out"
)

# Words of a process that no reader uses, and words of the machine room that a technical reader does.
PROCESS_JARGON = (
    "migrat* deploy* decommission* deprecat* cutover cut-over failover downtime go-live sunset* eol eos rollout "
    "roll-out end-of-life provision* deprovision* hotfix* rollback remediat* implement* leverag* utili* functionalit* "
    "enhancement* optimi* refresh uat maintenance degraded degradation outage* transition* workstream"
)
TECH_JARGON = (
    "server* cluster* node* backend frontend firmware kernel bios dns dhcp ldap saml oauth sso api endpoint* tenant* "
    "erp lms sis ehr vdi vlan ssid mfp ups sql database* instance* middleware infrastructure hypervisor smtp imap "
    "tls ssl controller* throughput latency bandwidth connectivity authenticat* credential* vulnerabilit* patch* mfa "
    "environment* production repository metadata cache caching"
)
VERSION = (
    r"\b(?:v|ver|version|release|build|rev|rel)\.?\s*\d[\w.]*|\b(?!\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b)\d+\.\d+\.\d+(?:\.\d+)*\b|\bKB\d{5,}\b|"
    r"\bCVE-\d{4}-\d+\b|\b(?:RHEL|PostgreSQL|Java|PHP|Python|Oracle|SQL Server|Windows|Office|iOS|Android)\s?\d[\w.]*"
)

# What a subject about us begins with, where a subject about the reader begins with them or with a verb.
SYSTEM_NOUNS = _words(
    """system systems server servers network networks e-mail email mail website site portal database internet intranet
    app apps application applications platform software tool tools service services data cluster storage printer
    printers printing phone phones telephone telephones wifi wi-fi wireless vpn firewall router laptop laptops computer
    computers desktop desktops account accounts password passwords file files mailbox mailboxes we our it
    upgrade upgrades maintenance migration outage deployment release rollout patch patches patching version scheduled
    planned upcoming emergency urgent critical mandatory important notice announcement reminder alert incident issue
    issues problem problems change changes project phase monthly weekly quarterly security new the there this resolved
    fixed completed cancelled postponed extended update updates"""
)
# Some of these are verbs as well, before a word such as "your".
VERB_BEFORE = _words("your the a an to this these my all any on in by for from and it its")
ALSO_VERBS = _words("update upgrade change patch release mail email phone project notice alert network")

# Who a headline may call on before a colon.
PEOPLE = _words(
    """owners owner staff students student faculty nurses teachers doctors clinicians managers manager team teams users
    researchers admins administrators employees everyone all finance visitors parents tutors residents crews drivers
    lecturers authors editors approvers supervisors"""
)

VERBS = _words(
    """accept access act add agree allow answer apply approve arrive ask attend avoid back be become begin beware book
    borrow bring browse buy call can cancel carry change charge chat check choose claim clean clear click close
    collect come compare complete connect contact continue copy could cost create decide delete dial do download draw
    drop edit enrol enroll end enjoy enter expect expire export fax fetch fill find finish fit fix follow forward get
    give go guard hang have hear help hold ignore import install invite join keep know learn leave let link listen log
    look lose make manage may measure meet might miss move must need notice open order park pay phone pick plan point
    post prepare press print protect publish put reach read receive recharge record recover register release remember
    remove renew rent repeat replace reply report request reschedule reset restart restore return review ring run save
    say scan schedule search see select send set share should show sign sort spare speak start stay stop store stream
    submit swap switch sync take talk tell test touch track transfer try turn type unlock update upgrade upload use
    view visit volunteer vote wait wake walk want watch will win work would write re-enroll re-enrol trust enable
    disable shut slow remap map reconnect confirm lock reinstall plug unplug pin verify empty tidy reboot hide relocate
    label wipe mind recycle archive sync rename double-check log authenticate nominate hand bookmark pair refill repair
    restock resume retry return ride route scroll secure shred skip subscribe unsubscribe translate upgrade withdraw
    wear walk invite mark note let lend migrate test treat swipe tap tell weigh happen sound affect reach interrupt
    disrupt cut fail break crash disappear delay postpone cancel extend reduce increase rise drop cost lower raise
    relaunch switch shorten lengthen limit block allow refuse reject lift ban restrict appear head
    train deploy redirect analyse analyze explore build compile process query browse edit annotate assemble align
    embed format reserve queue mount encrypt stage link retrieve evaluate handle discover explore acquire rate review
    obtain locate improve adjust modify practise practice study teach present propose nominate recommend suggest
    respond monitor detect diagnose estimate calculate model simulate visualise visualize host deposit cite license
    certify renew extend migrate relocate consolidate merge split separate combine transcribe translate dictate hope
    wonder mean understand believe thank celebrate congratulate welcome greet remind alert warn notify inform advise"""
)
SHORT_VERBS = (
    "is are was were am has had does did 's 're 'll 've can't cannot won't don't isn't aren't doesn't needn't couldn't "
    "lost went gone came got made found paid sent took"
)

# No line ends on one of these: an article, a preposition, a conjunction, half a verb.
DANGLING = _words(
    """a an the of to for with by on in at from and or but nor your our their my is are was were be will as into onto
    than that which who whose if when while because until before after during since via per about between"""
)
PARTICLE_VERBS = _words("log logs sign signs check turn switch opt drop dial type come fill hand hold put")

# No line leaves one of these without its noun, or gives it a capital as if it were a name.
ADJECTIVES = _words(
    """scheduled emergency planned unplanned urgent critical monthly weekly quarterly annual routine extended no some
    unsaved short brief basic dark old new legacy current upcoming temporary all possible partial full"""
)
# What needs no article, though there is one of it.
UNCOUNTED = _words(
    """software hardware email e-mail mail data access storage equipment wi-fi internet work training material paper
    content information furniture advice"""
)

MONTHS = _words(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
)
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun")
MOMENTS = (
    "today|tonight|tomorrow|yesterday|this week|next week|this weekend|next weekend|this month|next month|this morning|"
    "this afternoon|this evening|this year|next year|soon|shortly|noon|midnight|overnight"
)
# Lengths of time in words; each needs one of the words after it in what was known.
LENGTHS = {
    "briefly|a few|moment*|short|temporar*": "brief*|short*|few|moment*|minute*|second*|intermittent*|temporar*|blip*",
    "all day|all week|all night": "all day|all week|all night|day|week|night",
}
# A doubt needs one of the second kind in what was known.
DOUBTS = "may|might|possibly|perhaps"
DOUBTED = (
    "may|might|possib*|perhaps|could|potential*|likely|risk*|intermittent*|some|issue*|trouble*|problem*|fail*|error*|"
    "degrad*|brief*|unstable|partial*|expect*|can"
)
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "dozen": "12", "hundred": "100", "thousand": "1000",
}  # fmt: skip
# Names that stand in nobody's draft and still are nobody's invention.
COMMON_NAMES = _words("i it ok pc pcs mac id am pm a.m. p.m. tv wi-fi wifi ip url")

# A deadline or an end that is said must have been known: one of the words before the colon needs one after it.
DEADLINES = {
    "by": r"by|before|deadline|due|until|till|no later|last day|end|ends|ending|expir\w*|clos\w+|retir\w*|requir\w*|"
    r"must|mandatory|stops?|complete|eol|end-of-life|sunset\w*|remov\w+|delet\w+|purged?",
    "until": r"until|till|through|to|-|end|ends|extend\w*|deadline|by|before|postpon\w*|deferred|moved|delayed|"
    r"due|clos\w+",
}
