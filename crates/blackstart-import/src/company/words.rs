//! What tables of companies hold, and what their columns are called: the one list that guessing, the map file and the manual come from.

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Applications, servers, configuration items.
    Systems,
    /// Processes or services, with what a business impact analysis says of them.
    Services,
    /// Suppliers.
    Suppliers,
    /// Plants and other places.
    Sites,
    /// Which depends on which.
    Relations,
    /// Names of the types of relations.
    RelationTypes,
    /// Restore tasks.
    Tasks,
    /// Workarounds.
    Strategies,
    /// What is lost when a workaround is used.
    LossScenarios,
    /// Ratings of a business impact analysis by category and time.
    Impacts,
    /// Points in time that ratings refer to.
    Timeframes,
    /// What a service needs, an item to a row.
    Needs,
    /// Recovery times of items: promised, needed, achievable.
    Promises,
    /// Nothing of use: passed over.
    Nothing,
}

impl Kind {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 14] = [
        Self::Systems,
        Self::Services,
        Self::Suppliers,
        Self::Sites,
        Self::Relations,
        Self::RelationTypes,
        Self::Tasks,
        Self::Strategies,
        Self::LossScenarios,
        Self::Impacts,
        Self::Timeframes,
        Self::Needs,
        Self::Promises,
        Self::Nothing,
    ];

    /// Its word in a map file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Systems => "systems",
            Self::Services => "services",
            Self::Suppliers => "suppliers",
            Self::Sites => "sites",
            Self::Relations => "relations",
            Self::RelationTypes => "relation-types",
            Self::Tasks => "tasks",
            Self::Strategies => "strategies",
            Self::LossScenarios => "loss-scenarios",
            Self::Impacts => "impacts",
            Self::Timeframes => "timeframes",
            Self::Needs => "needs",
            Self::Promises => "promises",
            Self::Nothing => "nothing",
        }
    }

    /// The kind of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text.
    Text,
    /// A name that other tables refer to.
    Name,
    /// Names, separated by `;`, `,` or lines.
    Names,
    /// A duration.
    Duration,
    /// An amount of money.
    Money,
    /// A share of 1.
    Share,
    /// Yes or no.
    YesNo,
    /// A date.
    Date,
    /// A whole number.
    Count,
    /// Payment terms.
    Terms,
}

impl Form {
    /// What it is, for a table.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Name => "name",
            Self::Names => "names",
            Self::Duration => "duration",
            Self::Money => "money",
            Self::Share => "share",
            Self::YesNo => "yes or no",
            Self::Date => "date",
            Self::Count => "number",
            Self::Terms => "payment terms",
        }
    }
}

/// A column that a kind of table may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The table's kind.
    pub(super) kind: Kind,
    /// Our name for it.
    pub(super) field: &'static str,
    /// How its values are written.
    pub(super) form: Form,
    /// Whether a table without it is not of this kind.
    pub(super) must: bool,
    /// How much it says about the kind of its table.
    pub(super) weight: u32,
    /// What people call it, as compared: lower case, no accents.
    pub(super) called: &'static [&'static str],
}

macro_rules! columns {
    ($($kind:ident { $($must:ident $field:literal $form:ident $weight:literal [$($called:literal),* $(,)?];)* })*) => {
        /// Every column that is understood, English, German and French, and as ServiceNow names it.
        pub(super) const COLUMNS: &[Column] = &[$($(Column {
            kind: Kind::$kind,
            field: $field,
            form: Form::$form,
            must: columns!(@ $must),
            weight: $weight,
            called: &[$($called),*],
        }),*),*];
    };
    (@ must) => { true };
    (@ may) => { false };
}

columns! {
    Systems {
        must "name" Name 1 ["name", "system", "system name", "application", "application name", "app name", "application title", "ci name", "ci", "configuration item", "asset", "asset name", "it system", "it service", "anwendung", "anwendungsname", "applikation", "bezeichnung", "systemname", "it anwendung", "nom", "nom de l application", "nom du systeme", "systeme", "display name", "hostname", "server name", "u name"];
        may "id" Name 1 ["sys id", "id", "app id", "application id", "ci id", "asset id", "asset tag", "number", "nummer", "kennung", "identifiant", "code", "correlation id", "inventory number", "inventarnummer"];
        may "class" Text 4 ["class", "sys class name", "ci class", "type", "system type", "asset type", "application type", "technology", "typ", "art", "systemtyp", "anwendungstyp", "categorie", "type d application", "platform", "plattform"];
        may "owner" Text 1 ["owner", "owned by", "application owner", "system owner", "it owner", "technical owner", "managed by", "responsible", "verantwortlich", "verantwortlicher", "systemverantwortlicher", "eigentumer", "responsable", "proprietaire"];
        may "team" Text 2 ["support group", "support team", "assignment group", "recovery team", "restored by", "operations team", "it team", "team", "betriebsteam", "betreut von", "equipe support", "equipe"];
        may "vendor" Text 3 ["vendor", "manufacturer", "software vendor", "hersteller", "fournisseur logiciel", "editeur", "publisher"];
        may "hosting" Text 3 ["hosting", "hosted", "deployment", "install type", "saas", "cloud", "betriebsmodell", "betriebsart", "betrieb", "betrieben von", "hebergement", "hosting model"];
        may "criticality" Text 1 ["criticality", "business criticality", "busines criticality", "critical", "critically", "tier", "recovery tier", "priority", "importance", "kritikalitat", "kritikalitaet", "kritisch", "schutzbedarf", "criticite", "priorite"];
        may "rto" Duration 1 ["rto", "recovery time objective", "target recovery time", "wiederanlaufzeit", "wiederherstellungszeit", "max ausfallzeit it", "delai de reprise", "dima", "required recovery time"];
        may "rpo" Duration 1 ["rpo", "recovery point objective", "max data loss", "maximum data loss", "data loss tolerance", "max datenverlust", "maximaler datenverlust", "perte de donnees maximale", "pdma"];
        may "mtpd" Duration 1 ["mtpd", "mtd", "mao", "maximum tolerable downtime", "maximum tolerable period of disruption", "maximum acceptable outage", "max tolerable downtime", "mta", "maximal tolerierbare ausfallzeit", "maximal tolerierbare ausfallzeit mta", "dmia", "duree maximale d interruption", "duree maximale d interruption admissible"];
        may "restore" Duration 3 ["rta", "recovery time actual", "recovery time achievable", "recovery time achieved", "achievable recovery time", "restore time", "time to restore", "time to rebuild", "rebuild time", "restore duration", "wiederherstellungsdauer", "tatsachliche wiederanlaufzeit", "temps de restauration", "duree de restauration"];
        may "needs" Names 3 ["depends on", "dependencies", "upstream", "upstream systems", "needs", "requires", "runs on", "hosted on", "server", "servers", "infrastructure", "database", "abhangig von", "abhangigkeiten", "benotigt", "lauft auf", "depend de", "dependances", "heberge sur"];
        may "site" Name 1 ["site", "plant", "location", "standort", "werk", "usine", "emplacement", "lieu"];
        may "status" Text 2 ["status", "lifecycle", "life cycle", "life cycle stage", "install status", "operational status", "state", "lebenszyklus", "zustand", "statut", "etat", "etat du cycle de vie"];
        may "reviewed" Date 1 ["last review", "last reviewed", "reviewed", "review date", "last updated", "updated", "sys updated on", "as of", "stand", "letzte prufung", "zuletzt gepruft", "gepruft am", "aktualisiert", "derniere revue", "date de revue", "mis a jour le", "most recent discovery", "last discovered"];
    }
    Services {
        must "name" Name 1 ["name", "process", "process name", "business process", "business process name", "service", "service name", "business service", "business function", "function", "activity", "critical activity", "prioritised activity", "prozess", "prozessname", "geschaftsprozess", "geschaeftsprozess", "processus", "nom du processus", "activite", "bia", "asset", "applies to"];
        may "id" Name 1 ["sys id", "id", "process id", "bia id", "number", "prozess id", "prozessnummer", "identifiant", "code"];
        may "owner" Text 1 ["owner", "process owner", "business owner", "owned by", "bia owner", "responsible", "department head", "prozessverantwortlicher", "prozesseigner", "verantwortlich", "responsable", "proprietaire du processus", "pilote"];
        may "department" Text 2 ["department", "business unit", "division", "abteilung", "bereich", "departement", "direction", "service organisationnel"];
        may "criticality" Text 1 ["criticality", "business criticality", "priority", "tier", "recovery tier", "rating", "impact rating", "kritikalitat", "kritikalitaet", "kritisch", "criticite", "priorite", "busines criticality"];
        may "rto" Duration 3 ["rto", "recovery time objective", "target recovery time", "wiederanlaufzeit", "geforderte wiederanlaufzeit", "wiederanlaufziel", "delai de reprise", "delai de reprise cible"];
        may "rpo" Duration 2 ["rpo", "recovery point objective", "max data loss", "maximum data loss", "maximaler datenverlust", "max datenverlust", "perte de donnees maximale", "pdma"];
        may "mtpd" Duration 4 ["mtpd", "mtd", "mao", "maximum tolerable downtime", "maximum tolerable period of disruption", "maximum tolerable period of disruption mtpd", "maximum acceptable outage", "max tolerable downtime", "mta", "maximal tolerierbare ausfallzeit", "dmia", "duree maximale d interruption", "duree maximale d interruption admissible"];
        may "mbco" Share 4 ["mbco", "minimum business continuity objective", "minimum level", "minimum service level", "minimum acceptable level", "notbetriebsniveau", "mindestniveau", "niveau minimal"];
        may "impact" Money 4 ["impact", "financial impact", "loss", "damage", "schaden", "finanzieller schaden", "impact financier", "perte", "cost of downtime", "ausfallkosten"];
        may "systems" Names 4 ["systems", "it systems", "applications", "supporting applications", "supporting systems", "it applications", "required systems", "system dependencies", "application dependencies", "dependencies", "depends on", "it dependencies", "key systems", "anwendungen", "it anwendungen", "benotigte anwendungen", "benotigte it systeme", "it systeme", "it abhangigkeiten", "applications utilisees", "applications supports", "applications necessaires", "systemes", "dependances", "dependances si", "resources"];
        may "sites" Names 1 ["site", "sites", "location", "locations", "plant", "standort", "standorte", "werk", "werke", "usine"];
        may "channel" Text 2 ["channel", "throttles", "kanal"];
        may "grace" Duration 3 ["grace", "grace period", "time until impact", "buffer", "tolerated without impact", "puffer", "karenzzeit"];
        may "workaround" Text 3 ["workaround", "workaround available", "manual workaround", "manual working", "manual fallback", "notbetrieb", "notbetrieb moglich", "ersatzverfahren", "manueller ersatz", "mode degrade", "mode degrade possible", "contournement"];
        may "level" Share 4 ["workaround level", "workaround capacity", "level", "manual capacity", "capacity in workaround", "operations achieved", "operations achieved percentage", "notbetriebsleistung", "leistung im notbetrieb", "niveau degrade", "capacite en mode degrade"];
        may "setup" Duration 3 ["workaround set up", "workaround setup", "set up time", "setup time", "time to implement", "vorlaufzeit notbetrieb", "einrichtungszeit", "delai de mise en place"];
        may "max" Duration 3 ["workaround duration", "max workaround duration", "workaround max", "duration of use", "max duration of workaround", "dauer notbetrieb", "maximale dauer notbetrieb", "duree max du mode degrade"];
        may "revenue" Money 2 ["revenue", "annual revenue", "revenue a year", "turnover", "umsatz", "jahresumsatz", "chiffre d affaires", "ca annuel"];
        may "reviewed" Date 1 ["last review", "last reviewed", "bia date", "review date", "completed on", "sys updated on", "as of", "stand", "letzte prufung", "bia datum", "datum", "derniere revue", "date de revue", "date bia"];
    }
    Suppliers {
        must "name" Name 2 ["supplier", "supplier name", "vendor", "vendor name", "name", "company", "lieferant", "lieferantenname", "kreditor", "kreditorenname", "lieferantenbezeichnung", "fournisseur", "nom du fournisseur", "raison sociale", "third party"];
        may "id" Name 1 ["supplier id", "supplier no", "supplier number", "vendor id", "vendor no", "vendor number", "id", "number", "kreditorennummer", "lieferantennummer", "lieferanten nr", "code fournisseur", "numero fournisseur", "sys id", "duns", "bpn"];
        must "spend" Money 4 ["spend", "annual spend", "spend a year", "spend per year", "yearly spend", "spend last 12 months", "purchase volume", "annual purchase volume", "spend 2024", "spend 2025", "einkaufsvolumen", "jahresvolumen", "jahresumsatz", "umsatz", "einkaufsvolumen pro jahr", "volume d achat", "volume d achats", "volume annuel", "depenses", "depenses annuelles", "montant annuel", "amount"];
        may "terms" Terms 4 ["terms", "payment terms", "terms of payment", "payment term", "zahlungsbedingung", "zahlungsbedingungen", "zahlungsziel", "conditions de paiement", "delai de paiement"];
        may "lead" Duration 3 ["lead time", "delivery time", "lead time days", "replenishment time", "lieferzeit", "wiederbeschaffungszeit", "planlieferzeit", "delai de livraison", "delai d approvisionnement"];
        may "cover" Duration 3 ["stock", "stock cover", "days of supply", "days of stock", "days of cover", "safety stock", "inventory days", "reichweite", "lagerreichweite", "bestandsreichweite", "couverture", "couverture de stock", "stock de securite"];
        may "single" YesNo 3 ["single source", "single sourced", "sole source", "sole supplier", "single sourcing", "einzelquelle", "alleinlieferant", "monopollieferant", "source unique", "mono source", "fournisseur unique"];
        may "category" Text 2 ["category", "commodity", "commodity group", "material group", "spend category", "purchasing category", "warengruppe", "materialgruppe", "kategorie", "categorie", "categorie d achat", "famille d achat"];
        may "sites" Names 1 ["site", "sites", "plant", "plants", "delivers to", "ship to", "receiving site", "werk", "werke", "standort", "liefert an", "usine", "site livre", "sites livres"];
        may "country" Text 1 ["country", "region", "land", "pays", "country of origin"];
        may "currency" Text 1 ["currency", "wahrung", "waehrung", "devise", "curr"];
        may "critical" YesNo 1 ["critical", "criticality", "production critical", "kritisch", "kritikalitat", "critique", "criticite"];
        may "reviewed" Date 1 ["last review", "last reviewed", "as of", "last order", "contract date", "last invoice", "letzte bestellung", "stand", "derniere commande", "date de revue"];
    }
    Sites {
        must "name" Name 2 ["site", "site name", "plant", "plant name", "location", "location name", "name", "standort", "werk", "werksname", "nom du site", "usine", "etablissement"];
        may "id" Name 1 ["site id", "plant id", "plant code", "id", "werksnummer", "code site", "sys id"];
        must "products" Names 3 ["product", "products", "makes", "product lines", "products made", "produces", "produkt", "produkte", "erzeugnisse", "produit", "produits", "gamme", "produits fabriques"];
        may "revenue" Money 4 ["revenue", "annual revenue", "sales", "annual sales", "turnover", "output value", "revenue a year", "umsatz", "jahresumsatz", "produktionswert", "chiffre d affaires", "ca", "ca annuel"];
        may "country" Text 1 ["country", "region", "land", "pays"];
        may "stock" Duration 2 ["finished stock", "finished goods days", "stock days", "fertigwarenreichweite", "fertigwarenbestand", "stock de produits finis"];
        may "owner" Text 1 ["owner", "manager", "plant manager", "site manager", "werksleiter", "responsable", "directeur"];
    }
    Relations {
        must "parent" Name 3 ["parent", "source", "from", "upstream ci", "parent ci", "consumer", "system", "application", "von", "quelle", "ubergeordnet", "ausgangssystem", "source ci", "de", "parent name"];
        must "child" Name 4 ["child", "target", "to", "downstream ci", "child ci", "provider", "depends on", "nach", "ziel", "untergeordnet", "zielsystem", "target ci", "vers", "cible", "child name"];
        may "type" Name 4 ["type", "relation", "relationship", "relationship type", "relation type", "rel type", "beziehung", "beziehungstyp", "beziehungsart", "relation de", "type de relation"];
    }
    RelationTypes {
        may "id" Name 1 ["sys id", "id"];
        may "name" Name 1 ["name", "sys name"];
        must "parent_words" Text 5 ["parent descriptor", "parent description"];
        must "child_words" Text 5 ["child descriptor", "child description"];
    }
    Tasks {
        may "name" Text 1 ["name", "task", "task name", "short description", "step", "recovery task", "aufgabe", "schritt", "tache", "etape"];
        may "id" Text 1 ["number", "id", "sys id", "task number"];
        must "system" Name 2 ["system", "asset", "application", "ci", "configuration item", "cmdb ci", "plan asset", "asset scope", "recovers", "anwendung", "systeme", "applies to"];
        must "duration" Duration 4 ["duration", "planned duration", "estimated duration", "effort", "time", "task duration", "dauer", "geplante dauer", "aufwand", "duree", "duree prevue", "expected duration"];
        may "team" Text 3 ["team", "recovery team", "assignment group", "assigned to", "crew", "group", "resolver group", "mannschaft", "gruppe", "equipe"];
        may "people" Count 2 ["people", "heads", "headcount", "staff", "fte", "personen", "kopfe", "personnes", "effectif"];
        may "excluded" YesNo 2 ["exclude calculation", "excluded", "exclude from calculation"];
        may "after" Names 2 ["dependencies", "predecessor", "predecessors", "after", "depends on", "vorganger", "predecesseur", "predecesseurs", "starts after"];
        may "phase" Text 1 ["phase", "stage", "recovery phase"];
    }
    Strategies {
        may "name" Text 1 ["name", "strategy", "recovery strategy", "workaround", "strategie", "short description"];
        must "service" Name 2 ["service", "process", "business process", "asset", "applies to", "plan asset", "activity", "prozess", "processus", "recovers", "impacted asset", "scope"];
        may "scenario" Text 1 ["loss scenario", "scenario", "szenario"];
        must "level" Share 5 ["operations achieved percentage", "operations achieved", "level", "workaround level", "capacity", "level reached", "leistung", "niveau", "niveau atteint"];
        may "setup" Duration 4 ["time to implement", "set up", "setup", "set up time", "setup time", "implementation time", "vorlauf", "vorlaufzeit", "delai", "delai de mise en place"];
        may "max" Duration 4 ["duration of use", "max duration", "duration", "max", "usable for", "can be kept up", "dauer", "maximale dauer", "duree", "duree maximale"];
    }
    LossScenarios {
        may "id" Name 1 ["sys id", "id", "number"];
        must "name" Name 4 ["loss scenario", "scenario", "name", "scenario name", "szenario", "ausfallszenario", "scenario de perte"];
        may "kind" Text 3 ["type", "category", "loss type", "scenario type", "loss category", "resource type", "art", "kategorie", "categorie"];
        may "description" Text 1 ["description", "short description", "beschreibung"];
    }
    Impacts {
        must "service" Name 2 ["analysis", "bia", "bia analysis", "process", "service", "asset", "business impact analysis", "applies to"];
        may "category" Text 2 ["category", "impact category", "kategorie", "categorie"];
        must "after" Name 4 ["timeframe", "disruption duration", "duration", "time frame", "after", "zeitraum", "duree"];
        must "rating" Text 4 ["impact rating", "rating", "impact", "severity", "auswirkung", "bewertung", "gravite"];
        may "tolerable" YesNo 3 ["tolerable", "is tolerable", "acceptable", "tolerierbar"];
    }
    Timeframes {
        may "id" Name 1 ["sys id", "id"];
        must "name" Name 2 ["name", "timeframe", "label"];
        must "after" Duration 5 ["starts at", "start", "duration", "beginnt bei"];
    }
    Needs {
        must "service" Name 2 ["analysis", "bia", "bia analysis", "process", "business process", "service", "business impact analysis", "dependency group", "group"];
        must "system" Name 4 ["dependency", "dependent asset", "dependent ci", "dependency item", "dependency asset", "asset", "application", "system", "resource", "item"];
        may "rto" Duration 4 ["required recovery timeframe", "required recovery time", "rto required", "recovery timeframe", "rto"];
        may "rpo" Duration 4 ["required data backup", "required rpo", "rpo required", "rpo"];
    }
    Promises {
        must "name" Name 1 ["asset", "plan asset", "ci", "application", "system", "configuration item"];
        must "restore" Duration 6 ["recovery time achievable", "rta", "achievable recovery time", "recovery time capability"];
        may "rto" Duration 2 ["rto", "recovery time objective"];
        may "rpo" Duration 2 ["rpo", "recovery point objective"];
        may "gap" Text 2 ["rto gap", "gap"];
    }
}

/// Words in the name of a file or a sheet that say what it holds; ServiceNow's tables first.
pub(super) const TITLES: &[(&str, Kind)] = &[
    ("cmdb rel ci", Kind::Relations),
    ("cmdb rel type", Kind::RelationTypes),
    ("cmdb ci service", Kind::Services),
    ("cmdb ci business process", Kind::Services),
    ("cmdb ci", Kind::Systems),
    ("sn bia analysis", Kind::Services),
    ("sn bia category result", Kind::Nothing),
    ("sn bia result", Kind::Impacts),
    ("sn bia dependency group", Kind::Nothing),
    ("sn bia dependency", Kind::Needs),
    ("sn bcm timeframe", Kind::Timeframes),
    ("sn bcm recovery tier", Kind::Nothing),
    ("sn bcp plan asset", Kind::Promises),
    ("sn bcp recovery task", Kind::Tasks),
    ("sn bcp recovery strategy", Kind::Strategies),
    ("sn bcm loss scenario", Kind::LossScenarios),
    ("core company", Kind::Nothing),
    ("relation", Kind::Relations),
    ("beziehung", Kind::Relations),
    ("dependenc", Kind::Relations),
    ("abhangigkeit", Kind::Relations),
    ("abhaengigkeit", Kind::Relations),
    ("supplier", Kind::Suppliers),
    ("vendor", Kind::Suppliers),
    ("lieferant", Kind::Suppliers),
    ("fournisseur", Kind::Suppliers),
    ("kreditor", Kind::Suppliers),
    ("bia", Kind::Services),
    ("process", Kind::Services),
    ("prozess", Kind::Services),
    ("service", Kind::Services),
    ("application", Kind::Systems),
    ("anwendung", Kind::Systems),
    ("inventory", Kind::Systems),
    ("inventar", Kind::Systems),
    ("inventaire", Kind::Systems),
    ("system", Kind::Systems),
    ("cmdb", Kind::Systems),
    ("plants", Kind::Sites),
    ("sites", Kind::Sites),
    ("standort", Kind::Sites),
    ("werke", Kind::Sites),
    ("usines", Kind::Sites),
    ("recovery task", Kind::Tasks),
    ("restore", Kind::Tasks),
    ("runbook", Kind::Tasks),
    ("wiederherstellung", Kind::Tasks),
    ("loss scenario", Kind::LossScenarios),
    ("strateg", Kind::Strategies),
    ("workaround", Kind::Strategies),
    ("notbetrieb", Kind::Strategies),
];

/// Words in the name, kind or description of a loss scenario that say what is lost.
pub(super) const LOSSES: &[(&str, Loss)] = &[
    ("technology", Loss::Technology),
    ("application", Loss::Technology),
    ("system", Loss::Technology),
    ("software", Loss::Technology),
    ("cyber", Loss::Technology),
    ("ransomware", Loss::Technology),
    ("data", Loss::Technology),
    ("network", Loss::Technology),
    ("server", Loss::Technology),
    ("technologie", Loss::Technology),
    ("anwendung", Loss::Technology),
    ("informatique", Loss::Technology),
    ("facilit", Loss::Other("a building")),
    ("building", Loss::Other("a building")),
    ("workplace", Loss::Other("a building")),
    ("location", Loss::Other("a building")),
    ("premises", Loss::Other("a building")),
    ("site", Loss::Other("a building")),
    ("gebaude", Loss::Other("a building")),
    ("standort", Loss::Other("a building")),
    ("batiment", Loss::Other("a building")),
    ("people", Loss::Other("people")),
    ("staff", Loss::Other("people")),
    ("personnel", Loss::Other("people")),
    ("workforce", Loss::Other("people")),
    ("pandemic", Loss::Other("people")),
    ("personal", Loss::Other("people")),
    ("supplier", Loss::Other("a supplier")),
    ("vendor", Loss::Other("a supplier")),
    ("third party", Loss::Other("a supplier")),
    ("lieferant", Loss::Other("a supplier")),
    ("fournisseur", Loss::Other("a supplier")),
    ("equipment", Loss::Other("equipment")),
    ("machine", Loss::Other("equipment")),
];

/// What a loss scenario takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// Systems, networks or data: what an outage of systems is.
    Technology,
    /// Something else; what.
    Other(&'static str),
}

/// What is lost, by words; none where they say nothing. Technology wins: a scenario of systems at a site is one of systems.
pub(super) fn loss_of(words: &str) -> Option<Loss> {
    let text = format!(" {words}");
    let found = || LOSSES.iter().filter(|(word, _)| text.contains(&format!(" {word}"))).map(|(_, loss)| *loss);
    found().find(|loss| *loss == Loss::Technology).or_else(|| found().next())
}

/// The column of a kind with a field.
pub(super) fn column(kind: Kind, field: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.kind == kind && column.field == field)
}

/// What an item of a class is: what is restored first, what runs on it, or nothing that is worth a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing restarts before it: directory, network, platform, storage, backup.
    Infrastructure,
    /// What people work with, and what runs machines.
    Application,
    /// A business service or process.
    Service,
    /// A device of one person, or a part of another item: no outage of it stops a company.
    Part,
}

/// Words of an item's class, and of its name where it has no class, that say what it is; the first that is found decides.
pub(super) const CLASSES: &[(&str, Class)] = &[
    ("cmdb ci computer", Class::Part),
    ("cmdb ci pc hardware", Class::Part),
    ("cmdb ci printer", Class::Part),
    ("cmdb ci peripheral", Class::Part),
    ("cmdb ci mobile", Class::Part),
    ("cmdb ci handheld computing", Class::Part),
    ("cmdb ci ip switch", Class::Infrastructure),
    ("cmdb ci ip router", Class::Infrastructure),
    ("cmdb ci ip firewall", Class::Infrastructure),
    ("cmdb ci ip server", Class::Infrastructure),
    ("cmdb ci ip", Class::Part),
    ("cmdb ci network adapter", Class::Part),
    ("cmdb ci disk", Class::Part),
    ("cmdb ci file system", Class::Part),
    ("cmdb ci storage volume", Class::Part),
    ("cmdb ci spkg", Class::Part),
    ("cmdb ci memory module", Class::Part),
    ("cmdb ci endpoint", Class::Part),
    ("cmdb ci certificate", Class::Part),
    ("laptop", Class::Part),
    ("notebook", Class::Part),
    ("desktop", Class::Part),
    ("workstation", Class::Part),
    ("arbeitsplatz", Class::Part),
    ("printer", Class::Part),
    ("drucker", Class::Part),
    ("imprimante", Class::Part),
    ("smartphone", Class::Part),
    ("monitor", Class::Part),
    ("cmdb ci service", Class::Service),
    ("cmdb ci business process", Class::Service),
    ("business service", Class::Service),
    ("business process", Class::Service),
    ("geschaftsprozess", Class::Service),
    ("cmdb ci business app", Class::Application),
    ("cmdb ci appl", Class::Application),
    ("application server", Class::Infrastructure),
    ("directory", Class::Infrastructure),
    ("verzeichnisdienst", Class::Infrastructure),
    ("annuaire", Class::Infrastructure),
    ("domain controller", Class::Infrastructure),
    ("identity", Class::Infrastructure),
    ("backup", Class::Infrastructure),
    ("sauvegarde", Class::Infrastructure),
    ("datensicherung", Class::Infrastructure),
    ("hypervisor", Class::Infrastructure),
    ("vmware", Class::Infrastructure),
    ("vcenter", Class::Infrastructure),
    ("esx", Class::Infrastructure),
    ("virtual", Class::Infrastructure),
    ("sql server", Class::Infrastructure),
    ("mssql", Class::Infrastructure),
    ("oracle db", Class::Infrastructure),
    ("postgres", Class::Infrastructure),
    ("mysql", Class::Infrastructure),
    ("mariadb", Class::Infrastructure),
    ("mongodb", Class::Infrastructure),
    ("db2", Class::Infrastructure),
    ("ad", Class::Infrastructure),
    ("esxi", Class::Infrastructure),
    ("server", Class::Infrastructure),
    ("serveur", Class::Infrastructure),
    ("network", Class::Infrastructure),
    ("netzwerk", Class::Infrastructure),
    ("reseau", Class::Infrastructure),
    ("netgear", Class::Infrastructure),
    ("firewall", Class::Infrastructure),
    ("switch", Class::Infrastructure),
    ("router", Class::Infrastructure),
    ("dns", Class::Infrastructure),
    ("storage", Class::Infrastructure),
    ("speicher", Class::Infrastructure),
    ("stockage", Class::Infrastructure),
    ("san", Class::Infrastructure),
    ("database", Class::Infrastructure),
    ("datenbank", Class::Infrastructure),
    ("base de donnees", Class::Infrastructure),
    ("db instance", Class::Infrastructure),
    ("cluster", Class::Infrastructure),
    ("kubernetes", Class::Infrastructure),
    ("middleware", Class::Infrastructure),
    ("infrastructure", Class::Infrastructure),
    ("infrastruktur", Class::Infrastructure),
];

/// Words that say only that something is a server.
pub(super) const SERVERS: [&str; 2] = ["server", "serveur"];

/// Words of a status that mean that an item is no longer, or not yet, in use.
pub(super) const GONE: &[&str] = &[
    "retired",
    "decommissioned",
    "disposed",
    "absent",
    "stolen",
    "planned",
    "obsolete",
    "stillgelegt",
    "ausser betrieb",
    "geplant",
    "abgeschaltet",
    "retire",
    "hors service",
    "decommissionne",
    "prevu",
    "end of life",
    "7",
];

/// Words of a service's name and the channels of a site that it throttles.
pub(super) const CHANNELS: &[(&str, &str)] = &[
    ("procure", "order"),
    ("purchas", "order"),
    ("sourcing", "order"),
    ("einkauf", "order"),
    ("beschaffung", "order"),
    ("bestellwesen", "order"),
    ("achat", "order"),
    ("approvisionnement", "order"),
    ("material planning", "order"),
    ("disposition", "order"),
    ("manufactur", "produce"),
    ("production", "produce"),
    ("produktion", "produce"),
    ("fertigung", "produce"),
    ("montage", "produce"),
    ("assembly", "produce"),
    ("fabrication", "produce"),
    ("quality", "produce"),
    ("qualitat", "produce"),
    ("qualite", "produce"),
    ("shop floor", "produce"),
    ("maintenance", "produce"),
    ("instandhaltung", "produce"),
    ("logisti", "ship"),
    ("warehous", "ship"),
    ("shipping", "ship"),
    ("dispatch", "ship"),
    ("versand", "ship"),
    ("lager", "ship"),
    ("expedition", "ship"),
    ("entrepot", "ship"),
    ("transport", "ship"),
    ("distribution", "ship"),
    ("order entry", "sell"),
    ("order manage", "sell"),
    ("order processing", "sell"),
    ("order handling", "sell"),
    ("order intake", "sell"),
    ("order taking", "sell"),
    ("order fulfil", "sell"),
    ("order to cash", "sell"),
    ("point of sale", "sell"),
    ("checkout", "sell"),
    ("e commerce", "sell"),
    ("ecommerce", "sell"),
    ("online shop", "sell"),
    ("customer", "sell"),
    ("sales", "sell"),
    ("webshop", "sell"),
    ("web shop", "sell"),
    ("vertrieb", "sell"),
    ("verkauf", "sell"),
    ("auftrag", "sell"),
    ("kunden", "sell"),
    ("vente", "sell"),
    ("commande client", "sell"),
    ("commercial", "sell"),
    ("accounts payable", "pay"),
    ("supplier payment", "pay"),
    ("payments", "pay"),
    ("purchase to pay", "pay"),
    ("finance", "pay"),
    ("treasury", "pay"),
    ("kreditoren", "pay"),
    ("zahlung", "pay"),
    ("finanz", "pay"),
    ("comptabilite", "pay"),
    ("paiement", "pay"),
    ("tresorerie", "pay"),
];

/// Words of what is bought that production does not wait for: its suppliers' stop is felt late or not at all.
pub(super) const INDIRECT: &[&str] = &[
    "it service",
    "it services",
    "software",
    "hardware",
    "consult",
    "beratung",
    "conseil",
    "facility",
    "cleaning",
    "reinigung",
    "nettoyage",
    "travel",
    "reise",
    "voyage",
    "marketing",
    "office",
    "buro",
    "bureau",
    "insurance",
    "versicherung",
    "assurance",
    "legal",
    "temp staff",
    "training",
    "indirect",
    "indirekt",
    "catering",
    "fleet",
];

/// Words that mean the highest criticality.
pub(super) const MOST_CRITICAL: &[&str] = &[
    "critical",
    "mission critical",
    "very high",
    "highest",
    "vital",
    "1",
    "1 most critical",
    "1 critical",
    "tier 1",
    "tier 0",
    "0",
    "a",
    "p1",
    "kritisch",
    "sehr hoch",
    "geschaftskritisch",
    "critique",
    "tres eleve",
    "tres haute",
    "vitale",
    "platinum",
    "gold",
];

/// Words for the criticality below that: the highest where nothing is higher.
pub(super) const CRITICAL: &[&str] = &[
    "high",
    "business critical",
    "essential",
    "important",
    "hoch",
    "wesentlich",
    "eleve",
    "elevee",
    "haute",
    "b",
    "silver",
];

/// Words of a rating that nobody accepts.
pub(super) const INTOLERABLE: &[&str] = &[
    "intolerable",
    "not tolerable",
    "unacceptable",
    "critical",
    "catastrophic",
    "severe",
    "very high",
    "major",
    "existential",
    "existenzbedrohend",
    "kritisch",
    "sehr hoch",
    "katastrophal",
    "inacceptable",
    "critique",
    "tres eleve",
    "4",
    "5",
    "4 severe",
    "5 catastrophic",
];

/// Words of how a system is hosted that mean that the company runs it, and restores it, itself; whole words.
pub(super) const OWN: &[&str] = &[
    "on prem",
    "onprem",
    "on premise",
    "on premises",
    "in house",
    "inhouse",
    "own",
    "internal",
    "local",
    "private cloud",
    "iaas",
    "hybrid",
    "colocation",
    "data centre",
    "data center",
    "datacenter",
    "self hosted",
    "vm",
    "eigen",
    "eigenes",
    "intern",
    "lokal",
    "rechenzentrum",
    "interne",
    "sur site",
    "propre",
];

/// Words of how a system is hosted that mean that a provider runs it, and how sure that is; whole words. In a rented machine the company's own software may run.
pub(super) const PROVIDED: &[(&str, f64)] = &[
    ("saas", 0.8),
    ("software as a service", 0.8),
    ("microsoft 365", 0.8),
    ("m365", 0.8),
    ("office 365", 0.8),
    ("o365", 0.8),
    ("vendor hosted", 0.7),
    ("hosted by", 0.6),
    ("paas", 0.6),
    ("provider", 0.6),
    ("managed service", 0.5),
    ("outsourced", 0.5),
    ("external", 0.5),
    ("extern", 0.5),
    ("externe", 0.5),
    ("anbieter", 0.6),
    ("dienstleister", 0.6),
    ("prestataire", 0.6),
    ("fournisseur", 0.6),
    ("cloud", 0.5),
    ("azure", 0.4),
    ("aws", 0.4),
    ("amazon web services", 0.4),
    ("google cloud", 0.4),
    ("gcp", 0.4),
];

/// Products that only their maker runs, by words of a system's name, where nothing says how it is hosted.
pub(super) const SERVICES_BY_NAME: &[&str] = &[
    "microsoft 365",
    "office 365",
    "m365",
    "o365",
    "exchange online",
    "sharepoint online",
    "google workspace",
    "salesforce",
    "workday",
    "servicenow",
    "successfactors",
    "ariba",
    "concur",
    "docusign",
];

/// Words for what a rating that is neither the highest nor the lowest says; an ABC analysis ranks by spend.
pub(super) const BETWEEN: &[&str] = &[
    "medium",
    "moderate",
    "normal",
    "important",
    "mittel",
    "wichtig",
    "moyen",
    "moyenne",
    "b",
    "c",
    "d",
    "e",
    "2",
    "3",
    "4",
    "5",
    "silver",
    "bronze",
];
