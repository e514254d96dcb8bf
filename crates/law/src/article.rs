//! Articles of law as values that can be stored, compared and cited in both languages.
//!
//! It never quotes a text; it says where to read it.

use kernel::Lang;
use serde::{Deserialize, Serialize};

use crate::calendar::Holiday;

/// A legal act the product relies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Bộ luật Dân sự 2015.
    CivilCode2015,
    /// Bộ luật Lao động 1994 (sửa đổi năm 2007), 2012, 2019.
    LabourCode1994,
    LabourCode2012,
    LabourCode2019,
    /// Nghị quyết 28/2026/QH16: Ngày Văn hóa Việt Nam.
    Resolution28Of2026,
    Decree23Of2015,
    Decree123Of2015,
    Decree61Of2018,
    Decree45Of2020,
    Decree107Of2021,
    Decree69Of2024,
    Decree118Of2025,
    Decision45Of2016,
    Circular17Of2017,
    Decision766Of2022,
    Circular1Of2018,
    Circular3Of2025,
}

impl Act {
    fn key(self) -> &'static str {
        match self {
            Act::CivilCode2015 => "law-act-civil-code-2015",
            Act::LabourCode1994 => "law-act-labour-code-1994",
            Act::LabourCode2012 => "law-act-labour-code-2012",
            Act::LabourCode2019 => "law-act-labour-code-2019",
            Act::Resolution28Of2026 => "law-act-resolution-28-2026",
            Act::Decree23Of2015 => "law-act-decree-23-2015",
            Act::Decree123Of2015 => "law-act-decree-123-2015",
            Act::Decree61Of2018 => "law-act-decree-61-2018",
            Act::Decree45Of2020 => "law-act-decree-45-2020",
            Act::Decree107Of2021 => "law-act-decree-107-2021",
            Act::Decree69Of2024 => "law-act-decree-69-2024",
            Act::Decree118Of2025 => "law-act-decree-118-2025",
            Act::Decision45Of2016 => "law-act-decision-45-2016",
            Act::Circular17Of2017 => "law-act-circular-17-2017",
            Act::Decision766Of2022 => "law-act-decision-766-2022",
            Act::Circular1Of2018 => "law-act-circular-1-2018",
            Act::Circular3Of2025 => "law-act-circular-3-2025",
        }
    }

    /// The act's name: "Nghị định 61/2018/NĐ-CP".
    pub fn words(self, lang: Lang) -> String {
        lang.say(self.key()).into_owned()
    }

    /// The whole act.
    pub const fn whole(self) -> Article {
        Article { act: self, article: None, clause: None, point: None }
    }

    /// One article of it.
    pub const fn at(self, article: u16) -> Article {
        Article { act: self, article: Some(article), clause: None, point: None }
    }
}

/// A place in an act, as precise as the rule needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Article {
    pub act: Act,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub clause: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub point: Option<char>,
}

impl Article {
    /// The same article at a clause (khoản).
    pub const fn clause(self, clause: u16) -> Article {
        Article { clause: Some(clause), ..self }
    }

    /// The same clause at a point (điểm).
    pub const fn point(self, point: char) -> Article {
        Article { point: Some(point), ..self }
    }

    /// "Điều 19 khoản 9 Nghị định 61/2018/NĐ-CP"; "Article 19(9) of Decree 61/2018/NĐ-CP".
    pub fn cite(self, lang: Lang) -> String {
        let act = self.act.words(lang);
        let Some(article) = self.article else { return act };
        let article = article.to_string();
        let clause = self.clause.map(|clause| clause.to_string());
        let point = self.point.map(|point| point.to_string());
        match (clause, point) {
            (Some(clause), Some(point)) => lang.say_with(
                "law-cite-point",
                &[("act", &act), ("article", &article), ("clause", &clause), ("point", &point)],
            ),
            (Some(clause), None) => {
                lang.say_with("law-cite-clause", &[("act", &act), ("article", &article), ("clause", &clause)])
            }
            (None, _) => lang.say_with("law-cite-article", &[("act", &act), ("article", &article)]),
        }
        .into_owned()
    }

    /// The article that makes a day a holiday in a year.
    pub fn of_holiday(holiday: Holiday, year: i16) -> Article {
        match holiday {
            Holiday::Culture => Act::Resolution28Of2026.whole(),
            Holiday::NewYear
            | Holiday::Tet
            | Holiday::HungKings
            | Holiday::Reunification
            | Holiday::Labour
            | Holiday::National => match year {
                2021.. => Act::LabourCode2019.at(112).clause(1),
                2013..2021 => Act::LabourCode2012.at(115).clause(1),
                ..2013 => Act::LabourCode1994.at(73),
            },
        }
    }

    /// The article that owes rest for a holiday lost to a weekly rest day.
    pub fn of_compensation(year: i16) -> Article {
        match year {
            2021.. => Act::LabourCode2019.at(111).clause(3),
            2013..2021 => Act::LabourCode2012.at(115).clause(3),
            ..2013 => Act::LabourCode1994.at(73),
        }
    }
}

/// Counting rules of the Civil Code that every due date passes through.
pub(crate) const FIRST_DAY_NOT_COUNTED: Article = Act::CivilCode2015.at(147).clause(2);
pub(crate) const STARTS_AT_THE_MOMENT: Article = Act::CivilCode2015.at(147).clause(1);
pub(crate) const ENDS_WITH_THE_LAST_DAY: Article = Act::CivilCode2015.at(148).clause(1);
pub(crate) const WEEKS_END: Article = Act::CivilCode2015.at(148).clause(2);
pub(crate) const MONTHS_END: Article = Act::CivilCode2015.at(148).clause(3);
pub(crate) const YEARS_END: Article = Act::CivilCode2015.at(148).clause(4);
pub(crate) const ROLLS_FORWARD: Article = Act::CivilCode2015.at(148).clause(5);
pub(crate) const HALVES: Article = Act::CivilCode2015.at(146).clause(1);
/// Certified copies: the same day, or the next working day when asked for after 15:00.
pub(crate) const AFTERNOON_CUT_OFF: Article = Act::Decree23Of2015.at(7);
