//! What is attached, to be looked at and to be saved byte for byte. Nothing opens in this origin: of a picture there is a
//! small drawing that was made in the worker, and everything else is a name.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::reader::failed_note;
use crate::ui::app::{App, Attached, Dialog, Saving, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::state::attached::{Shows, arrange, halves, letters, shows, thumbnails};
use crate::ui::state::figures;
use crate::ui::text;
use crate::units::Octets;
use crate::wire::{AttachmentView, MOST_PACKED_OCTETS, MessageView, NestedView, Thumbnails};

/// The grid; nothing where nothing is attached.
pub(crate) fn attachments(app: App, view: &MessageView) -> Option<AnyView> {
    Attached::of(app, view).map(|attached| on_demand(Part::Attachments(attached)))
}

/// What all cards share.
#[derive(Clone, Copy)]
struct Grid {
    app: App,
    attached: StoredValue<Attached>,
    saving: RwSignal<Saving>,
    /// Where the browser finds the small pictures, by part.
    drawings: RwSignal<Vec<(u32, String)>>,
}

/// What is in the grid.
#[component]
pub(crate) fn Attachments(
    /// What is attached.
    mut attached: Attached,
) -> impl IntoView {
    arrange(&mut attached.files);
    let files = attached.files.clone();
    let grid = Grid {
        app: app(),
        attached: StoredValue::new(attached),
        saving: RwSignal::new(Saving::Idle),
        drawings: RwSignal::new(Vec::new()),
    };
    grid.draw(thumbnails(&files));
    on_cleanup(move || grid.forget());
    let of = |is_picture: bool| {
        let files = files.iter().enumerate();
        let files = files.filter(move |(_, file)| (shows(file) == Shows::Picture) == is_picture);
        files.map(|(at, file)| grid.card(at, file)).collect::<Vec<_>>()
    };
    let (others, pictures) = (of(false), of(true));
    view! {
        <section class="attachments" aria-labelledby="attachments-title">
            {grid.head(&files)}
            {live(move || grid.outcome())}
            {(!others.is_empty()).then(|| view! { <ul>{others}</ul> })}
            {(!pictures.is_empty()).then(|| view! { <ul class="is-pictures">{pictures}</ul> })}
        </section>
    }
    .into_any()
}

impl Grid {
    fn head(self, files: &[AttachmentView]) -> AnyView {
        let total = Octets(files.iter().map(|file| file.octets.0).sum());
        let size = figures::size(total);
        let all = match files.len() {
            0 | 1 => None,
            _ if total.0 > MOST_PACKED_OCTETS => {
                Some(view! { <small>{text::pack_too_large()}</small> }.into_any())
            }
            number => Some(
                view! {
                    <button type="button" class="button is-small" data-testid="attachments-save-all" on:click=move |_| self.save_all()>
                        {icon("download")}{text::save_all(number, &size)}
                    </button>
                }
                .into_any(),
            ),
        };
        view! {
            <header class="attachments-head">
                <h2 id="attachments-title">{text::attachments(files.len(), &size)}</h2>
                {all}
            </header>
        }
        .into_any()
    }

    /// What went wrong, if something did.
    fn outcome(self) -> Option<AnyView> {
        match self.saving.get() {
            Saving::Failed(fault) => Some(failed_note(self.app, fault)),
            Saving::Refused => Some(
                view! { <p class="attachment-warning" role="alert">{text::download_failed()}</p> }.into_any(),
            ),
            _ => None,
        }
    }

    fn card(self, at: usize, file: &AttachmentView) -> AnyView {
        let (open, is_picture) = match (&file.nested, shows(file)) {
            (Some(nested), _) => (self.message(file, nested), false),
            (None, Shows::Picture) => (self.open(at, file, self.drawing(file)), true),
            (None, _) => (self.open(at, file, kind(file)), false),
        };
        let part = file.part;
        let saved = move || match self.saving.get() {
            Saving::Saved(saved, hash) if saved == part => {
                let whole = hash.to_string();
                Some(
                    view! { <small class="attachment-saved" data-testid="attachment-hash" title=whole role="status">{text::saved_hash(&hash)}</small> },
                )
            }
            _ => None,
        };
        view! {
            <li class="attachment" class:is-picture=is_picture data-testid="attachment" data-name=file.name.clone() data-size=file.octets.0.to_string()>
                {open}
                {self.save_button(at, file)}
                {live(saved)}
            </li>
        }
        .into_any()
    }

    fn open(self, at: usize, file: &AttachmentView, sign: AnyView) -> AnyView {
        let app = self.app;
        let on_open = move |_| {
            let dialog = Dialog::Preview(self.attached.get_value(), at);
            app.dialog.set(Some(dialog));
        };
        view! {
            <button type="button" class="attachment-open" data-testid="attachment-open" on:click=on_open>
                {sign}
                <span class="attachment-text">
                    {name(&file.name)}
                    <small>{figures::size(file.octets)}</small>
                    {warnings(file)}
                </span>
            </button>
        }
        .into_any()
    }

    /// A message inside of this one: it opens like any other.
    fn message(self, file: &AttachmentView, nested: &NestedView) -> AnyView {
        let part = file.part;
        let what = if self.attached.with_value(|attached| attached.is_report) {
            text::nested_returned()
        } else {
            text::nested_forwarded()
        };
        let subject = if nested.subject.is_empty() {
            text::no_subject()
        } else {
            &nested.subject
        }
        .to_owned();
        let title = subject.clone();
        let date = nested
            .date
            .map(|date| view! { <small><time>{browser::full_date(date)}</time></small> });
        view! {
            <button type="button" class="attachment-open" data-testid="nested-open" title=text::nested_open() on:click=move |_| self.app.open_nested(part)>
                <span class="attachment-kind" aria-hidden="true">{icon("mail")}</span>
                <span class="attachment-text">
                    <small>{what}</small>
                    <bdi class="attachment-name" title=title>{subject}</bdi>
                    <small class="attachment-from"><bdi>{text::nested_sender(nested)}</bdi></small>
                    {date}
                </span>
            </button>
        }
        .into_any()
    }

    fn save_button(self, at: usize, file: &AttachmentView) -> AnyView {
        let label = [text::save_attachment(), " ", &file.name].concat();
        view! {
            <button type="button" class="icon-button" data-testid="attachment-save" aria-label=label title=text::save() on:click=move |_| self.save(at)>
                {icon("download")}
            </button>
        }
        .into_any()
    }

    fn save(self, at: usize) {
        self.saving.set(Saving::Running);
        spawn_local(async move {
            let attached = self.attached.get_value();
            if let Some(file) = attached.files.get(at) {
                let outcome = self.app.save_attachment(&attached, file).await;
                // Whoever asked may have gone on.
                let _ = self.saving.try_set(outcome);
            }
        });
    }

    fn save_all(self) {
        self.saving.set(Saving::Running);
        spawn_local(async move {
            let attached = self.attached.get_value();
            let outcome = self.app.save_attachments(&attached).await;
            let _ = self.saving.try_set(outcome);
        });
    }

    /// Asks for small pictures; the cards show letters until they come, and where none comes.
    fn draw(self, parts: Vec<u32>) {
        if parts.is_empty() {
            return;
        }
        let call = self.attached.with_value(|attached| Thumbnails {
            account: attached.account,
            message: attached.message,
            within: attached.within.clone(),
            parts,
        });
        spawn_local(async move {
            let Some(Ok(drawn)) = self.app.call(call).await else {
                return;
            };
            // Addresses that nobody would forget are not made.
            if self.drawings.is_disposed() {
                return;
            }
            let drawings = drawn.into_iter().filter_map(|small| {
                let address = browser::picture_address("image/png", &small.png.0)?;
                Some((small.part, address))
            });
            self.drawings.set(drawings.collect());
        });
    }

    fn drawing(self, file: &AttachmentView) -> AnyView {
        let part = file.part;
        let letters = letters(file);
        let address = Memo::new(move |_| {
            let of = |drawings: &Vec<(u32, String)>| {
                let found = drawings.iter().find(|(of, _)| *of == part);
                found.map(|(_, address)| address.clone())
            };
            self.drawings.with(of)
        });
        let sign = move || match address.get() {
            Some(address) => {
                view! { <img class="attachment-thumb" data-testid="attachment-thumb" src=address alt="" /> }
                    .into_any()
            }
            None => view! { <span class="attachment-thumb" aria-hidden="true">{letters.clone()}</span> }
                .into_any(),
        };
        live(sign)
    }

    fn forget(self) {
        let drawings = self.drawings.try_get_untracked().unwrap_or_default();
        for (_, address) in &drawings {
            browser::forget_address(address);
        }
    }
}

/// A name that is cut in its middle where there is no room, so that its ending can be seen.
pub(super) fn name(name: &str) -> AnyView {
    let (beginning, ending) = halves(name);
    let (beginning, ending) = (beginning.to_owned(), ending.to_owned());
    view! {
        <bdi class="attachment-name" title=name.to_owned() aria-hidden="true"><span>{beginning}</span><span>{ending}</span></bdi>
        <span class="visually-hidden">{name.to_owned()}</span>
    }
    .into_any()
}

/// What to know before it is opened.
pub(super) fn warnings(file: &AttachmentView) -> AnyView {
    let tricks = file.tricks.iter().map(|&trick| text::name_trick(trick));
    tricks
        .chain(file.danger.map(text::danger))
        .map(|warning| {
            view! { <small class="attachment-warning" data-testid="attachment-warning">{warning}</small> }
        })
        .collect_view()
        .into_any()
}

fn kind(file: &AttachmentView) -> AnyView {
    view! { <span class="attachment-kind" aria-hidden="true">{letters(file)}</span> }.into_any()
}
