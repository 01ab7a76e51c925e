//! What was decided about how mail is shown: by sender, by domain, for everybody.

use super::{Database, new_account};
use crate::store::{Choice, ChoiceChange, Choices, ImagePolicy, Store, Whose};

const IMAGES: Choice = Choice {
    images: true,
    darkened: false,
};

async fn allow(store: &impl Store, whose: &Whose) {
    store
        .choose(whose, ChoiceChange::Images(true))
        .await
        .expect("chosen");
}

pub async fn nothing_is_decided_until_somebody_does(database: &impl Database) {
    let store = database.open().await;
    assert_eq!(store.choices().await, Ok(Choices::default()));
    assert_eq!(
        store.choices_about(&Whose::about("ada@example.org")).await,
        Ok(Choices::default())
    );
}

pub async fn a_choice_is_about_a_sender_or_a_domain_and_nobody_else(database: &impl Database) {
    let store = database.open().await;
    let (sender, domain) = (Whose::sender("ada@example.org"), Whose::domain("example.net"));
    allow(&store, &sender).await;
    allow(&store, &domain).await;
    let store = database.open().await;
    for (address, expected) in [
        ("Ada@Example.org", vec![(sender.clone(), IMAGES)]),
        ("bob@example.org", Vec::new()),
        ("bob@news.example.net", vec![(domain.clone(), IMAGES)]),
        ("bob@otherexample.net", Vec::new()),
    ] {
        let choices = store.choices_about(&Whose::about(address)).await;
        assert_eq!(
            choices.expect("read").by.into_iter().collect::<Vec<_>>(),
            expected,
            "{address}"
        );
    }
    let all = store.choices().await.expect("read").by;
    assert_eq!(
        all.into_iter().collect::<Vec<_>>(),
        [(sender, IMAGES), (domain, IMAGES)]
    );
}

pub async fn one_choice_does_not_undo_another(database: &impl Database) {
    let store = database.open().await;
    let sender = Whose::sender("ada@example.org");
    allow(&store, &sender).await;
    let dark = ChoiceChange::Darkened(true);
    store.choose(&sender, dark).await.expect("chosen");
    let both = Choice {
        images: true,
        darkened: true,
    };
    let choices = store.choices().await.expect("read");
    assert_eq!(choices.by.get(&sender), Some(&both));
}

pub async fn a_choice_that_is_taken_back_is_gone(database: &impl Database) {
    let store = database.open().await;
    let (ada, bob) = (Whose::sender("ada@example.org"), Whose::sender("bob@example.org"));
    allow(&store, &ada).await;
    allow(&store, &bob).await;
    let none = ChoiceChange::Images(false);
    store.choose(&ada, none).await.expect("taken back");
    let forgotten = ChoiceChange::Forgotten;
    store
        .choose(&Whose::domain("example.org"), forgotten)
        .await
        .expect("nothing to forget");
    let left = store.choices().await.expect("read").by;
    assert_eq!(left.into_iter().collect::<Vec<_>>(), [(bob, IMAGES)]);
}

pub async fn all_choices_are_forgotten_and_the_policy_stays(database: &impl Database) {
    let store = database.open().await;
    allow(&store, &Whose::sender("ada@example.org")).await;
    store.set_image_policy(ImagePolicy::Never).await.expect("kept");
    store.forget_choices().await.expect("forgotten");
    let expected = Choices {
        policy: ImagePolicy::Never,
        ..Choices::default()
    };
    assert_eq!(database.open().await.choices().await, Ok(expected.clone()));
    assert_eq!(store.choices_about(&[]).await, Ok(expected));
}

pub async fn choices_outlive_an_account(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    allow(&store, &Whose::domain("example.org")).await;
    store.forget_account(account).await.expect("forgotten");
    assert_eq!(store.choices().await.map(|choices| choices.by.len()), Ok(1));
}
