//! Contact cards that came by mail. All texts are strangers' words: data, never markup.

use serde::{Deserialize, Serialize};

use super::TextSpan;

/// The cards of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardsView {
    /// Never empty.
    pub cards: Vec<CardView>,
    /// Whether there are more.
    pub more: bool,
}

/// A contact card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// Who; empty when it does not say.
    pub name: String,
    /// Where they work, from the whole to the part; empty when it does not say.
    pub organisation: String,
    /// As what; empty when it does not say.
    pub title: String,
    /// How they are reached, and what else is known.
    pub fields: Vec<CardFieldView>,
    /// When they were born.
    pub birthday: Option<Birthday>,
    /// Whether there is more on it.
    pub more: bool,
}

/// Something on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardFieldView {
    /// What it is.
    pub kind: CardFieldKind,
    /// What for.
    pub uses: Vec<CardUse>,
    /// What its owner calls it; mostly empty.
    pub label: String,
    /// The thing itself.
    pub value: Vec<TextSpan>,
}

/// What something on a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each says itself")]
pub enum CardFieldKind {
    Mail,
    Phone,
    /// Where letters go.
    Address,
    Web,
    Nickname,
    Note,
}

/// What something on a card is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each says itself")]
pub enum CardUse {
    Home,
    Work,
    Mobile,
    Fax,
}

/// A day that comes each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Birthday {
    /// `None` where its owner keeps it.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}
