//! Which state a code or a name means: ISO 3166 letters, numbers and letters of the Correlates of War (COW), names as
//! producers of data spell them. Facts, put together for this program.

use crate::scenario::closest;

/// A state, past or present.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    /// Its key in scenarios: ISO 3166 alpha-3 where it has one (alpha-3 of ISO 3166-3, or COW's letters, where not).
    pub key: &'static str,
    /// Its name in running text.
    pub name: &'static str,
    /// Its numbers in the COW list of states, today's first: Germany was 260 from 1955 to 1990.
    pub cow: &'static [u16],
    /// Its letters in the COW list of states.
    pub letters: &'static str,
    /// Other names that it has in data.
    pub also: &'static [&'static str],
}

impl State {
    /// Its name within a sentence: some take an article.
    #[must_use]
    pub fn in_text(&self) -> String {
        let article =
            self.name.starts_with("United ") || ["NLD", "PHL", "BHS", "MDV", "SLB", "MHL"].contains(&self.key);
        if article { format!("the {}", self.name) } else { self.name.to_owned() }
    }
}

/// The state with a COW number, and whether that is the number it has today (another is a predecessor's).
#[must_use]
pub fn by_number(number: i64) -> Option<(&'static State, bool)> {
    let of = |state: &&State| state.cow.iter().any(|own| i64::from(*own) == number);
    STATES.iter().find(of).map(|state| (state, i64::from(state.cow[0]) == number))
}

/// The state with a key (ISO alpha-3).
#[must_use]
pub fn by_key(key: &str) -> Option<&'static State> {
    // Romania was ROM, and Congo (Kinshasa) ZAR, in data made before those letters changed.
    let key = match key {
        "ROM" => "ROU",
        "ZAR" => "COD",
        other => other,
    };
    STATES.iter().find(|state| state.key == key)
}

/// The state with a name, whatever the case of its letters.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static State> {
    let name = name.trim().to_lowercase();
    let is = |own: &str| own.to_lowercase() == name;
    STATES.iter().find(|state| is(state.name) || state.also.iter().any(|other| is(other)))
}

/// The state that a user means: by key, else by COW number, COW letters or name. Where the key of one state is the
/// letters of another (AUS is Australia by ISO and Austria by COW), the key prevails.
///
/// # Errors
/// If there is none; the message says which may have been meant.
pub fn asked(word: &str) -> Result<&'static State, String> {
    let word = word.trim();
    let upper = word.to_uppercase();
    by_key(&upper)
        .or_else(|| word.parse().ok().and_then(by_number).map(|(state, _)| state))
        .or_else(|| STATES.iter().find(|state| state.letters == upper))
        .or_else(|| by_name(word))
        .ok_or_else(|| unknown(word))
}

fn unknown(word: &str) -> String {
    let names = STATES.iter().flat_map(|state| [state.key, state.name]);
    let meant = closest(word, names).map_or_else(String::new, |name| format!(" Did you mean `{name}`?"));
    format!(
        "`{word}` is no state that is known here.{meant} States go by ISO letters (RUS), COW numbers (365) or names."
    )
}

const fn state(
    key: &'static str,
    name: &'static str,
    cow: &'static [u16],
    letters: &'static str,
    also: &'static [&'static str],
) -> State {
    State { key, name, cow, letters, also }
}

/// Every state. Austria-Hungary (300) is no Austria (305), Czechoslovakia none of its parts, and the two Germanies,
/// Yemens and Vietnams that were absorbed (265, 680, 817) are states of their own. 365 is Russia and the Soviet Union, 345
/// Serbia and Yugoslavia.
#[rustfmt::skip]
pub const STATES: &[State] = &[
    state("USA", "United States", &[2], "USA", &["United States of America"]),
    state("CAN", "Canada", &[20], "CAN", &[]),
    state("BHS", "Bahamas", &[31], "BHM", &["Bahamas, The", "The Bahamas"]),
    state("CUB", "Cuba", &[40], "CUB", &[]),
    state("HTI", "Haiti", &[41], "HAI", &[]),
    state("DOM", "Dominican Republic", &[42], "DOM", &[]),
    state("JAM", "Jamaica", &[51], "JAM", &[]),
    state("TTO", "Trinidad and Tobago", &[52], "TRI", &[]),
    state("BRB", "Barbados", &[53], "BAR", &[]),
    state("DMA", "Dominica", &[54], "DMA", &[]),
    state("GRD", "Grenada", &[55], "GRN", &[]),
    state("LCA", "Saint Lucia", &[56], "SLU", &["St. Lucia"]),
    state("VCT", "Saint Vincent and the Grenadines", &[57], "SVG", &["St. Vincent and the Grenadines"]),
    state("ATG", "Antigua and Barbuda", &[58], "AAB", &["Antigua & Barbuda"]),
    state("KNA", "Saint Kitts and Nevis", &[60], "SKN", &["St. Kitts and Nevis"]),
    state("MEX", "Mexico", &[70], "MEX", &[]),
    state("BLZ", "Belize", &[80], "BLZ", &[]),
    state("GTM", "Guatemala", &[90], "GUA", &[]),
    state("HND", "Honduras", &[91], "HON", &[]),
    state("SLV", "El Salvador", &[92], "SAL", &[]),
    state("NIC", "Nicaragua", &[93], "NIC", &[]),
    state("CRI", "Costa Rica", &[94], "COS", &[]),
    state("PAN", "Panama", &[95], "PAN", &[]),
    state("COL", "Colombia", &[100], "COL", &[]),
    state("VEN", "Venezuela", &[101], "VEN", &["Venezuela, RB"]),
    state("GUY", "Guyana", &[110], "GUY", &[]),
    state("SUR", "Suriname", &[115], "SUR", &[]),
    state("ECU", "Ecuador", &[130], "ECU", &[]),
    state("PER", "Peru", &[135], "PER", &[]),
    state("BRA", "Brazil", &[140], "BRA", &[]),
    state("BOL", "Bolivia", &[145], "BOL", &[]),
    state("PRY", "Paraguay", &[150], "PAR", &[]),
    state("CHL", "Chile", &[155], "CHL", &[]),
    state("ARG", "Argentina", &[160], "ARG", &[]),
    state("URY", "Uruguay", &[165], "URU", &[]),
    state("GBR", "United Kingdom", &[200], "UKG", &["Great Britain", "UK"]),
    state("IRL", "Ireland", &[205], "IRE", &[]),
    state("NLD", "Netherlands", &[210], "NTH", &[]),
    state("BEL", "Belgium", &[211], "BEL", &[]),
    state("LUX", "Luxembourg", &[212], "LUX", &[]),
    state("FRA", "France", &[220], "FRN", &[]),
    state("MCO", "Monaco", &[221], "MNC", &[]),
    state("LIE", "Liechtenstein", &[223], "LIE", &[]),
    state("CHE", "Switzerland", &[225], "SWZ", &[]),
    state("ESP", "Spain", &[230], "SPN", &[]),
    state("AND", "Andorra", &[232], "AND", &[]),
    state("PRT", "Portugal", &[235], "POR", &[]),
    state("HAN", "Hanover", &[240], "HAN", &[]),
    state("BAV", "Bavaria", &[245], "BAV", &[]),
    state("DEU", "Germany", &[255, 260], "GMY", &["German Federal Republic", "West Germany", "Germany, West", "FRG"]),
    state("DDR", "East Germany", &[265], "GDR", &["German Democratic Republic", "German DR", "GDR"]),
    state("BAD", "Baden", &[267], "BAD", &[]),
    state("SAX", "Saxony", &[269], "SAX", &[]),
    state("WRT", "Württemberg", &[271], "WRT", &["Wuerttemburg"]),
    state("HSE", "Hesse-Kassel", &[273], "HSE", &["Hesse Electoral"]),
    state("HSG", "Hesse-Darmstadt", &[275], "HSG", &["Hesse Grand Ducal"]),
    state("MEC", "Mecklenburg Schwerin", &[280], "MEC", &[]),
    state("POL", "Poland", &[290], "POL", &[]),
    state("AUH", "Austria-Hungary", &[300], "AUH", &[]),
    state("AUT", "Austria", &[305], "AUS", &[]),
    state("HUN", "Hungary", &[310], "HUN", &[]),
    state("CSK", "Czechoslovakia", &[315], "CZE", &[]),
    state("CZE", "Czechia", &[316], "CZR", &["Czech Republic"]),
    state("SVK", "Slovakia", &[317], "SLO", &["Slovak Republic"]),
    state("ITA", "Italy", &[325], "ITA", &[]),
    state("PAP", "Papal States", &[327], "PAP", &[]),
    state("SIC", "Two Sicilies", &[329], "SIC", &[]),
    state("SMR", "San Marino", &[331], "SNM", &[]),
    state("MOD", "Modena", &[332], "MOD", &[]),
    state("PMA", "Parma", &[335], "PMA", &[]),
    state("TUS", "Tuscany", &[337], "TUS", &[]),
    state("MLT", "Malta", &[338], "MLT", &[]),
    state("ALB", "Albania", &[339], "ALB", &[]),
    state("MNE", "Montenegro", &[341], "MNG", &[]),
    state("MKD", "North Macedonia", &[343], "MAC", &["Macedonia", "Macedonia, FYR"]),
    state("HRV", "Croatia", &[344], "CRO", &[]),
    state("SRB", "Serbia", &[345], "YUG", &["Yugoslavia", "Serbia and Montenegro", "FRY"]),
    state("BIH", "Bosnia and Herzegovina", &[346], "BOS", &[]),
    state("XKX", "Kosovo", &[347], "KOS", &[]),
    state("SVN", "Slovenia", &[349], "SLV", &[]),
    state("GRC", "Greece", &[350], "GRC", &[]),
    state("CYP", "Cyprus", &[352], "CYP", &[]),
    state("BGR", "Bulgaria", &[355], "BUL", &[]),
    state("MDA", "Moldova", &[359], "MLD", &[]),
    state("ROU", "Romania", &[360], "ROM", &[]),
    state("RUS", "Russia", &[365], "RUS", &["Russian Federation", "USSR", "Soviet Union"]),
    state("EST", "Estonia", &[366], "EST", &[]),
    state("LVA", "Latvia", &[367], "LAT", &[]),
    state("LTU", "Lithuania", &[368], "LIT", &[]),
    state("UKR", "Ukraine", &[369], "UKR", &[]),
    state("BLR", "Belarus", &[370], "BLR", &[]),
    state("ARM", "Armenia", &[371], "ARM", &[]),
    state("GEO", "Georgia", &[372], "GRG", &[]),
    state("AZE", "Azerbaijan", &[373], "AZE", &[]),
    state("FIN", "Finland", &[375], "FIN", &[]),
    state("SWE", "Sweden", &[380], "SWD", &[]),
    state("NOR", "Norway", &[385], "NOR", &[]),
    state("DNK", "Denmark", &[390], "DEN", &[]),
    state("ISL", "Iceland", &[395], "ICE", &[]),
    state("CPV", "Cape Verde", &[402], "CAP", &["Cabo Verde"]),
    state("STP", "Sao Tome and Principe", &[403], "STP", &[]),
    state("GNB", "Guinea-Bissau", &[404], "GNB", &[]),
    state("GNQ", "Equatorial Guinea", &[411], "EQG", &[]),
    state("GMB", "Gambia", &[420], "GAM", &["Gambia, The", "The Gambia"]),
    state("MLI", "Mali", &[432], "MLI", &[]),
    state("SEN", "Senegal", &[433], "SEN", &[]),
    state("BEN", "Benin", &[434], "BEN", &[]),
    state("MRT", "Mauritania", &[435], "MAA", &[]),
    state("NER", "Niger", &[436], "NIR", &[]),
    state("CIV", "Ivory Coast", &[437], "CDI", &["Cote d'Ivoire", "Côte d'Ivoire"]),
    state("GIN", "Guinea", &[438], "GUI", &[]),
    state("BFA", "Burkina Faso", &[439], "BFO", &[]),
    state("LBR", "Liberia", &[450], "LBR", &[]),
    state("SLE", "Sierra Leone", &[451], "SIE", &[]),
    state("GHA", "Ghana", &[452], "GHA", &[]),
    state("TGO", "Togo", &[461], "TOG", &[]),
    state("CMR", "Cameroon", &[471], "CAO", &[]),
    state("NGA", "Nigeria", &[475], "NIG", &[]),
    state("GAB", "Gabon", &[481], "GAB", &[]),
    state("CAF", "Central African Republic", &[482], "CEN", &[]),
    state("TCD", "Chad", &[483], "CHA", &[]),
    state("COG", "Congo (Brazzaville)", &[484], "CON", &["Congo, Rep.", "Congo, Republic", "Congo"]),
    state("COD", "Congo (Kinshasa)", &[490], "DRC", &["Congo, Dem. Rep.", "DR Congo", "Congo, Democratic Republic of the", "Congo, DR", "Zaire", "Democratic Republic of the Congo"]),
    state("UGA", "Uganda", &[500], "UGA", &[]),
    state("KEN", "Kenya", &[501], "KEN", &[]),
    state("TZA", "Tanzania", &[510], "TAZ", &[]),
    state("ZAN", "Zanzibar", &[511], "ZAN", &[]),
    state("BDI", "Burundi", &[516], "BUI", &[]),
    state("RWA", "Rwanda", &[517], "RWA", &[]),
    state("SOM", "Somalia", &[520], "SOM", &[]),
    state("DJI", "Djibouti", &[522], "DJI", &[]),
    state("ETH", "Ethiopia", &[530], "ETH", &["Ethiopia (excludes Eritrea)"]),
    state("ERI", "Eritrea", &[531], "ERI", &[]),
    state("AGO", "Angola", &[540], "ANG", &[]),
    state("MOZ", "Mozambique", &[541], "MZM", &[]),
    state("ZMB", "Zambia", &[551], "ZAM", &[]),
    state("ZWE", "Zimbabwe", &[552], "ZIM", &["Rhodesia"]),
    state("MWI", "Malawi", &[553], "MAW", &[]),
    state("ZAF", "South Africa", &[560], "SAF", &[]),
    state("NAM", "Namibia", &[565], "NAM", &[]),
    state("LSO", "Lesotho", &[570], "LES", &[]),
    state("BWA", "Botswana", &[571], "BOT", &[]),
    state("SWZ", "Eswatini", &[572], "SWA", &["Swaziland"]),
    state("MDG", "Madagascar", &[580], "MAG", &["Malagasy Republic"]),
    state("COM", "Comoros", &[581], "COM", &[]),
    state("MUS", "Mauritius", &[590], "MAS", &[]),
    state("SYC", "Seychelles", &[591], "SEY", &[]),
    state("MAR", "Morocco", &[600], "MOR", &[]),
    state("DZA", "Algeria", &[615], "ALG", &[]),
    state("TUN", "Tunisia", &[616], "TUN", &[]),
    state("LBY", "Libya", &[620], "LIB", &[]),
    state("SDN", "Sudan", &[625], "SUD", &[]),
    state("SSD", "South Sudan", &[626], "SSD", &[]),
    state("IRN", "Iran", &[630], "IRN", &["Iran, Islamic Rep.", "Iran, Islamic Republic of"]),
    state("TUR", "Turkey", &[640], "TUR", &["Türkiye", "Turkiye"]),
    state("IRQ", "Iraq", &[645], "IRQ", &[]),
    state("EGY", "Egypt", &[651], "EGY", &["Egypt, Arab Rep."]),
    state("SYR", "Syria", &[652], "SYR", &["Syrian Arab Republic"]),
    state("LBN", "Lebanon", &[660], "LEB", &[]),
    state("JOR", "Jordan", &[663], "JOR", &["Transjordan"]),
    state("ISR", "Israel", &[666], "ISR", &[]),
    state("SAU", "Saudi Arabia", &[670], "SAU", &[]),
    state("YEM", "Yemen", &[679, 678], "YEM", &["Yemen, Rep.", "Yemen, North", "Yemen Arab Republic"]),
    state("YMD", "South Yemen", &[680], "YPR", &["Yemen People's Republic", "Yemen, South"]),
    state("KWT", "Kuwait", &[690], "KUW", &[]),
    state("BHR", "Bahrain", &[692], "BAH", &[]),
    state("QAT", "Qatar", &[694], "QAT", &[]),
    state("ARE", "United Arab Emirates", &[696], "UAE", &["UAE"]),
    state("OMN", "Oman", &[698], "OMA", &[]),
    state("AFG", "Afghanistan", &[700], "AFG", &[]),
    state("TKM", "Turkmenistan", &[701], "TKM", &[]),
    state("TJK", "Tajikistan", &[702], "TAJ", &[]),
    state("KGZ", "Kyrgyzstan", &[703], "KYR", &["Kyrgyz Republic"]),
    state("UZB", "Uzbekistan", &[704], "UZB", &[]),
    state("KAZ", "Kazakhstan", &[705], "KZK", &[]),
    state("CHN", "China", &[710], "CHN", &["People's Republic of China", "China, People's Republic of", "PR China"]),
    state("MNG", "Mongolia", &[712], "MON", &[]),
    state("TWN", "Taiwan", &[713], "TAW", &["Chinese Taipei", "Taiwan, China", "Republic of China"]),
    state("KRK", "Korea (to 1905)", &[730], "KOR", &["Korea"]),
    state("PRK", "North Korea", &[731], "PRK", &["Korea, North", "Korea, Dem. People's Rep.", "Democratic People's Republic of Korea"]),
    state("KOR", "South Korea", &[732], "ROK", &["Korea, South", "Korea, Rep.", "Republic of Korea", "Korea, Republic of"]),
    state("JPN", "Japan", &[740], "JPN", &[]),
    state("IND", "India", &[750], "IND", &[]),
    state("BTN", "Bhutan", &[760], "BHU", &[]),
    state("PAK", "Pakistan", &[770], "PAK", &[]),
    state("BGD", "Bangladesh", &[771], "BNG", &[]),
    state("MMR", "Myanmar", &[775], "MYA", &["Burma"]),
    state("LKA", "Sri Lanka", &[780], "SRI", &["Ceylon"]),
    state("MDV", "Maldives", &[781], "MAD", &[]),
    state("NPL", "Nepal", &[790], "NEP", &[]),
    state("THA", "Thailand", &[800], "THI", &[]),
    state("KHM", "Cambodia", &[811], "CAM", &[]),
    state("LAO", "Laos", &[812], "LAO", &["Lao PDR"]),
    state("VNM", "Vietnam", &[816], "DRV", &["Viet Nam", "North Vietnam"]),
    state("VDR", "South Vietnam", &[817], "RVN", &["Republic of Vietnam"]),
    state("MYS", "Malaysia", &[820], "MAL", &["Malaya"]),
    state("SGP", "Singapore", &[830], "SIN", &[]),
    state("BRN", "Brunei", &[835], "BRU", &["Brunei Darussalam"]),
    state("PHL", "Philippines", &[840], "PHI", &[]),
    state("IDN", "Indonesia", &[850], "INS", &[]),
    state("TLS", "East Timor", &[860], "ETM", &["Timor-Leste", "Timor Leste"]),
    state("AUS", "Australia", &[900], "AUL", &[]),
    state("PNG", "Papua New Guinea", &[910], "PNG", &[]),
    state("NZL", "New Zealand", &[920], "NEW", &[]),
    state("VUT", "Vanuatu", &[935], "VAN", &[]),
    state("SLB", "Solomon Islands", &[940], "SOL", &[]),
    state("KIR", "Kiribati", &[946], "KIR", &[]),
    state("TUV", "Tuvalu", &[947], "TUV", &[]),
    state("FJI", "Fiji", &[950], "FIJ", &[]),
    state("TON", "Tonga", &[955], "TON", &[]),
    state("NRU", "Nauru", &[970], "NAU", &[]),
    state("MHL", "Marshall Islands", &[983], "MSI", &[]),
    state("PLW", "Palau", &[986], "PAL", &[]),
    state("FSM", "Micronesia", &[987], "FSM", &["Micronesia, Fed. Sts.", "Federated States of Micronesia"]),
    state("WSM", "Samoa", &[990], "WSM", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_state_is_found_by_every_code_and_name() {
        for word in ["RUS", "rus", "365", "Russia", "Russian Federation", "Soviet Union"] {
            assert_eq!(asked(word).map(|state| state.key), Ok("RUS"), "{word}");
        }
        assert_eq!(asked("UKG").map(|state| state.key), Ok("GBR"));
        assert_eq!(asked("AUS").map(|state| state.name), Ok("Australia"));
        assert_eq!(by_number(713).map(|(state, now)| (state.key, now)), Some(("TWN", true)));
    }

    #[test]
    fn codes_that_changed_lead_to_one_state() {
        let of = |number| by_number(number).map(|(state, now)| (state.key, now));
        assert_eq!((of(255), of(260), of(265)), (Some(("DEU", true)), Some(("DEU", false)), Some(("DDR", true))));
        assert_eq!((of(300), of(305)), (Some(("AUH", true)), Some(("AUT", true))));
        assert_eq!((of(678), of(679), of(680)), (Some(("YEM", false)), Some(("YEM", true)), Some(("YMD", true))));
        assert_eq!((of(816), of(817), of(999)), (Some(("VNM", true)), Some(("VDR", true)), None));
    }

    #[test]
    fn a_slip_is_answered_with_what_was_meant() {
        let said = asked("Rusia").unwrap_err();
        assert!(said.contains("`Rusia` is no state") && said.contains("Did you mean `Russia`?"), "{said}");
        assert!(asked("qqqqqq").unwrap_err().contains("ISO letters"));
    }

    #[test]
    fn no_code_means_two_states() {
        let keys: BTreeSet<_> = STATES.iter().map(|state| state.key).collect();
        let numbers: BTreeSet<_> = STATES.iter().flat_map(|state| state.cow).collect();
        let names: Vec<_> =
            STATES.iter().flat_map(|s| s.also.iter().copied().chain([s.name])).map(str::to_lowercase).collect();
        assert_eq!(keys.len(), STATES.len());
        assert_eq!(numbers.len(), STATES.iter().map(|state| state.cow.len()).sum::<usize>());
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
