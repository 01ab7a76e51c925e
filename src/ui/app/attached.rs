//! What is attached to the open message: saving one, saving all. Everything here is asked of the engine anew, which checks
//! the message against its hash each time.

use leptos::prelude::*;

use super::{App, Reading};
use crate::ui::{browser, text};
use crate::units::{AccountId, MessageId, Sha256};
use crate::wire::{Attachment, AttachmentView, Fault, MessageView, Pack, ToPack};

/// What is attached, and to what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attached {
    pub(crate) account: AccountId,
    pub(crate) message: MessageId,
    /// The attachments behind which the message lies.
    pub(crate) within: Vec<u32>,
    pub(crate) files: Vec<AttachmentView>,
    /// Whether the message reports of another one, which may be among them.
    pub(crate) is_report: bool,
}

/// How saving went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Saving {
    /// Nothing was saved yet.
    Idle,
    /// On its way.
    Running,
    /// An attachment was handed to the browser; the hash is that of its bytes.
    Saved(u32, Sha256),
    /// All were.
    Packed,
    /// They could not be had.
    Failed(Fault),
    /// The browser did not take them.
    Refused,
}

impl Attached {
    /// What is attached to the message that is open.
    pub(crate) fn of(app: App, view: &MessageView) -> Option<Self> {
        let (account, _) = app.route.get_untracked().message()?;
        (!view.attachments.is_empty()).then(|| Self {
            account,
            message: view.message,
            within: view.within.clone(),
            files: view.attachments.clone(),
            is_report: view.report.is_some(),
        })
    }
}

impl App {
    /// Saves an attachment's exact bytes.
    pub(crate) async fn save_attachment(self, attached: &Attached, file: &AttachmentView) -> Saving {
        let call = Attachment {
            account: attached.account,
            message: attached.message,
            within: attached.within.clone(),
            part: file.part,
        };
        match self.call(call).await {
            Some(Ok(saved)) => match browser::save_file(&file.name, &saved.bytes.0) {
                Ok(()) => Saving::Saved(file.part, saved.sha256),
                Err(_) => Saving::Refused,
            },
            Some(Err(fault)) => Saving::Failed(fault),
            None => Saving::Refused,
        }
    }

    /// Saves all of them as one file, which is named after the message.
    pub(crate) async fn save_attachments(self, attached: &Attached) -> Saving {
        let files = attached.files.iter().map(|file| ToPack {
            part: file.part,
            name: file.name.clone(),
        });
        let call = Pack {
            account: attached.account,
            message: attached.message,
            within: attached.within.clone(),
            files: files.collect(),
        };
        let name = self.packed_name();
        match self.call(call).await {
            Some(Ok(zip)) => match browser::save_file(&name, &zip.0) {
                Ok(()) => Saving::Packed,
                Err(_) => Saving::Refused,
            },
            Some(Err(fault)) => Saving::Failed(fault),
            None => Saving::Refused,
        }
    }

    fn packed_name(self) -> String {
        let message = self.reading.with_untracked(|reading| match reading {
            Reading::Open(view, _) => view.file_name.strip_suffix(".eml").map(str::to_owned),
            _ => None,
        });
        message.map_or_else(|| text::packed_file().to_owned(), |name| [&name, ".zip"].concat())
    }
}
