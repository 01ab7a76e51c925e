//! Whole screens. A page may call the engine; what it draws it leaves to components.
#![allow(unreachable_pub, reason = "`#[component]` writes `pub` for what it makes")]

mod mail;
mod setup;
mod trouble;
mod welcome;

pub(crate) use mail::MailPage;
pub(crate) use setup::SetupPage;
pub(crate) use trouble::EngineTrouble;
pub(crate) use welcome::WelcomePage;
