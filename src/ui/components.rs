//! Parts of the screen: props in, callbacks out, no waiting. One public component a file.
#![allow(unreachable_pub, reason = "`#[component]` writes `pub` for what it makes")]

mod attachments;
mod avatar;
mod certificate_dialog;
mod copies_dialog;
mod copies_plan;
mod fault_note;
mod help_dialog;
mod icon;
mod ledger_dialog;
mod live;
mod message_body;
mod message_frame;
mod message_list;
mod message_row;
mod modal;
mod password_dialog;
mod password_field;
mod reader;
mod remove_dialog;
mod settings_dialog;
mod sidebar;
mod source_dialog;
mod sync_bar;
mod update_bar;

pub(crate) use certificate_dialog::CertificateDialog;
pub(crate) use copies_dialog::CopiesDialog;
pub(crate) use fault_note::FaultNote;
pub(crate) use help_dialog::HelpDialog;
pub(crate) use icon::icon;
pub(crate) use ledger_dialog::LedgerDialog;
pub(crate) use live::live;
pub(crate) use message_list::MessageList;
pub(crate) use modal::{Modal, close};
pub(crate) use password_dialog::PasswordDialog;
pub(crate) use password_field::PasswordField;
pub(crate) use reader::Reader;
pub(crate) use remove_dialog::RemoveDialog;
pub(crate) use settings_dialog::SettingsDialog;
pub(crate) use sidebar::Sidebar;
pub(crate) use source_dialog::SourceDialog;
pub(crate) use update_bar::UpdateBar;
