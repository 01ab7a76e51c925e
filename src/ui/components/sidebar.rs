//! Accounts and their folders, with what is stored and how the network is at the foot.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::row_tags::class;
use crate::ui::components::{icon, live};
use crate::ui::route::{Route, folder_name};
use crate::ui::state::folders::{self, Seen};
use crate::ui::state::shortcuts::Command;
use crate::ui::state::{figures, sync};
use crate::ui::text;
use crate::units::{AccountId, Tag};
use crate::wire::{AccountView, Folder, FolderView, StorageStatus, StorageView, SyncState};

/// The sidebar.
#[component]
pub(crate) fn Sidebar() -> impl IntoView {
    let app = app();
    let groups = move || {
        let accounts = app.accounts.get().unwrap_or_default();
        let all = (accounts.len() > 1).then(|| together(app, &accounts));
        let each = accounts.into_iter().enumerate();
        let each = each.map(|(place, account)| group(app, place, account));
        let files = (app.files.get() > 0).then(|| opened(app));
        let tags = tags(app);
        all.into_iter()
            .chain(each)
            .chain(tags)
            .chain(files)
            .collect_view()
    };
    view! {
        <nav class="sidebar" aria-label=text::folders()>
            <h1 class="brand">{icon("mark")}<span>{text::APP}</span></h1>
            <div class="sidebar-groups">
                {live(groups)}
                <button type="button" class="nav is-quiet" data-testid="add-account" title=text::add_account() on:click=move |_| app.start_setup(None)>
                    {icon("plus")}<span>{text::add_account()}</span>
                </button>
            </div>
            {foot(app)}
        </nav>
    }
    .into_any()
}

fn group(app: App, place: usize, account: AccountView) -> AnyView {
    let id = account.id;
    let failed = move || is_in_error(app, id);
    let folders = untagged(account.folders);
    let rows = move || {
        folders::seen(&folders, |folder| app.is_closed(id, folder))
            .into_iter()
            .map(|seen| folder_row(app, id, seen))
            .collect_view()
    };
    let is_open = account.plaintext;
    let title = account.email.clone();
    view! {
        <section class="group">
            <h2 class="group-head" title=title>
                {tick(place, String::new())}
                <span class="group-name">{account.email}</span>
                {is_open.then(|| view! { <span class="group-warning" title=text::not_encrypted()>{icon("unlock")}<span class="visually-hidden">{text::not_encrypted()}</span></span> })}
                <i class="group-error" class:is-on=failed aria-hidden="true"></i>
            </h2>
            <ul>{live(rows)}</ul>
            <button type="button" class="nav is-quiet" data-testid="new-folder" title=text::new_folder()
                on:click=move |_| app.dialog.set(Some(Dialog::Folder(id, None, Vec::new())))>
                {icon("folder-plus")}<span>{text::new_folder()}</span>
            </button>
        </section>
    }
    .into_any()
}

/// The colour of an account.
pub(super) fn tick(place: usize, email: String) -> AnyView {
    let class = ["account-tick tick-", &(place % 8).to_string()].concat();
    view! { <i class=class title=email aria-hidden="true"></i> }.into_any()
}

fn together(app: App, accounts: &[AccountView]) -> AnyView {
    let all = untagged(folders::together(
        accounts.iter().flat_map(|account| &account.folders),
    ));
    let rows = folders::seen(&all, |_| false)
        .into_iter()
        .map(|seen| folder_row(app, AccountId::ALL, seen))
        .collect_view();
    view! {
        <section class="group" data-testid="all-accounts">
            <h2 class="group-head"><span class="group-name">{text::all_accounts()}</span></h2>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

/// Tags are of no account, and stand by themselves.
fn untagged(mut folders: Vec<FolderView>) -> Vec<FolderView> {
    folders.retain(|view| !matches!(view.folder, Folder::Tagged(_)));
    folders
}

/// All tags, with what is unread among what they are on.
fn tags(app: App) -> Option<AnyView> {
    let tags = app.tags.get();
    let (whose, counted) = app.accounts.with(|accounts| {
        let accounts = accounts.as_deref().unwrap_or_default();
        let whose = match accounts {
            [only] => only.id,
            _ => AccountId::ALL,
        };
        let folders = accounts.iter().flat_map(|account| &account.folders);
        (whose, folders::together(folders))
    });
    let row = |tag: Tag| {
        let folder = Folder::Tagged(tag.id);
        let known = counted.iter().find(|view| view.folder == folder);
        let view = FolderView {
            folder,
            name: tag.name.as_str().to_owned(),
            depth: 0,
            total: known.map_or(0, |view| view.total),
            unread: known.map_or(0, |view| view.unread),
        };
        let unread = view.unread;
        folder_row(
            app,
            whose,
            Seen {
                view,
                is_open: None,
                unread,
            },
        )
    };
    let rows: Vec<AnyView> = tags.into_iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="group" data-testid="tags">
                <h2 class="group-head"><span class="group-name">{text::tags()}</span></h2>
                <ul>{rows}</ul>
            </section>
        }
        .into_any()
    })
}

/// Messages of files, as long as they are open.
fn opened(app: App) -> AnyView {
    let view = FolderView {
        folder: Folder::Inbox,
        name: text::opened_files().to_owned(),
        depth: 0,
        total: 0,
        unread: 0,
    };
    let row = folder_row(
        app,
        AccountId::FILES,
        Seen {
            view,
            is_open: None,
            unread: 0,
        },
    );
    view! { <section class="group" data-testid="opened-files"><ul>{row}</ul></section> }.into_any()
}

fn folder_row(app: App, account: AccountId, seen: Seen) -> AnyView {
    let Seen {
        view,
        is_open,
        unread,
    } = seen;
    let folder = view.folder;
    let (name, data) = if view.name.is_empty() {
        (text::folder(folder).to_owned(), folder_name(folder))
    } else {
        (view.name.clone(), view.name)
    };
    let route = Route::Folder { account, folder };
    let is_current = move || app.route.get().folder() == Some((account, folder));
    let on_click = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if app.route.get_untracked() != route {
            app.go(route);
        }
    };
    let level = (view.depth + 1).to_string();
    let title = name.clone();
    let toggle = is_open.map(|is_open| toggle(app, account, folder, is_open, &name));
    view! {
        <li class="folder" style=("--depth", view.depth.to_string()) {..custom_attribute("aria-level", level)}>
            {toggle}
            <a
                class="nav"
                href=route.hash()
                data-testid="folder"
                data-folder=data
                data-unread=view.unread.to_string()
                aria-current=move || is_current().then_some("page")
                title=title
                on:click=on_click
            >
                {sign(app, folder)}
                <span dir="auto">{name}</span>
                {(unread > 0).then(|| view! {
                    <b aria-hidden="true">{figures::count(unread)}</b>
                    <span class="visually-hidden">{text::unread(unread)}</span>
                })}
            </a>
        </li>
    }
    .into_any()
}

/// A folder's glyph, or a tag's colour.
fn sign(app: App, folder: Folder) -> AnyView {
    match folder {
        Folder::Tagged(id) => app.tag(id).map_or_else(
            || ().into_any(),
            |tag| {
                view! { <i class=["tag-dot ", &class(tag.colour)].concat() aria-hidden="true"></i> }
                    .into_any()
            },
        ),
        folder => icon(folder_icon(folder)).into_any(),
    }
}

/// Stands where other folders have their sign.
fn toggle(app: App, account: AccountId, folder: Folder, is_open: bool, name: &str) -> AnyView {
    let Folder::Own(id) = folder else {
        return ().into_any();
    };
    let label = text::folders_in(name);
    let element = ["folders-", &account.0.to_string(), "-", &id.0.to_string()].concat();
    let own = element.clone();
    let on_click = move |_| {
        app.toggle_folder(account, id);
        browser::focus_soon(own.clone());
    };
    view! {
        <button type="button" class="folder-toggle" id=element data-testid="folder-toggle" aria-expanded=is_open.to_string()
            aria-label=label on:click=on_click>{icon("chevron")}</button>
    }
    .into_any()
}

pub(super) const fn folder_icon(folder: Folder) -> &'static str {
    match folder {
        Folder::Inbox => "inbox",
        Folder::Archive => "archive",
        Folder::Sent => "send",
        Folder::Drafts => "file",
        Folder::Outbox => "outbox",
        Folder::Junk => "junk",
        Folder::Trash => "trash",
        Folder::Own(_) => "folder",
        Folder::Starred => "star",
        Folder::Snoozed => "clock",
        Folder::Tagged(_) => "tag",
    }
}

fn foot(app: App) -> AnyView {
    let storage = RwSignal::new(None::<StorageView>);
    Effect::new(move |_| {
        // What is stored changes with the accounts' counts.
        app.accounts.track();
        spawn_local(async move {
            if let Some(Ok(view)) = app.call(StorageStatus {}).await {
                storage.set(Some(view));
            }
        });
    });
    view! {
        <footer class="sidebar-foot">
            {live(move || storage.get().map(|view| view! {
                <span class="sidebar-storage">{icon("disk")}<span>{text::stored(&figures::size(view.used))}</span></span>
            }))}
            <div class="sidebar-tools">
                <button type="button" class="icon-button" data-testid="settings" aria-label=text::settings() title=text::settings()
                    on:click=move |_| { app.obey(Command::Settings); }>{icon("settings")}</button>
                <button type="button" class="icon-button" data-testid="palette-open" aria-label=text::palette() title=move || app.hint(text::palette(), Command::Palette)
                    on:click=move |_| { app.obey(Command::Palette); }>{icon("prompt")}</button>
                <button type="button" class="icon-button" aria-label=text::keyboard() title=move || app.hint(text::keyboard(), Command::Help)
                    on:click=move |_| { app.obey(Command::Help); }>{icon("keyboard")}</button>
            </div>
            <span class="chip" class:is-off=move || !app.is_online.get() || has_failed(app)>
                <i aria-hidden="true"></i>
                <span>{live(move || connection(app))}</span>
            </span>
        </footer>
    }
    .into_any()
}

/// Whether the last check of the account on the screen failed.
fn has_failed(app: App) -> bool {
    app.sync_shown()
        .is_some_and(|view| view.state == SyncState::Error)
}

fn is_in_error(app: App, account: AccountId) -> bool {
    app.syncs.with(|syncs| {
        syncs
            .get(&account.0)
            .is_some_and(|view| view.state == SyncState::Error)
    })
}

fn connection(app: App) -> String {
    if !app.is_online.get() {
        return text::offline_chip().into();
    }
    let Some(account) = app.current_account() else {
        return String::new();
    };
    let heard = app.sync_shown();
    if let Some(running) = heard.as_ref().filter(|view| sync::is_running(view)) {
        return text::sync(running);
    }
    if has_failed(app) {
        return text::check_failed().into();
    }
    let checked = |known: &AccountView| {
        let heard = app.syncs.with(|syncs| syncs.get(&known.id.0)?.checked_at);
        heard.max(known.checked_at)
    };
    // Of several accounts, since when all of them were checked.
    let since = app.accounts.with(|accounts| {
        let shown = accounts
            .iter()
            .flatten()
            .filter(|known| account.includes(known.id));
        shown.map(checked).min().flatten()
    });
    match since {
        Some(moment) => text::checked(&browser::relative(moment, app.now.get().max(moment))),
        None => text::never_checked().into(),
    }
}
