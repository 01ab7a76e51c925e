//! Putting things in order. The standard library's sort is compiled again for every type it sorts, and each is
//! four kilobytes of the download: what is not sorted a hundred times a second is sorted here, as numbers.

/// The items by two numbers each, the first one first. Equal ones keep their order.
pub(super) fn by<T>(items: Vec<T>, numbers: impl Fn(&T) -> (i64, u32)) -> Vec<T> {
    let mut places: Vec<_> = items.iter().map(numbers).zip(0_usize..).collect();
    places.sort_unstable();
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let take = |(_, place): ((i64, u32), usize)| slots.get_mut(place)?.take();
    places.into_iter().filter_map(take).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_counts_most_and_equals_stay_as_they_were() {
        let items = vec![(2, 0, 'a'), (1, 9, 'b'), (1, 3, 'c'), (1, 9, 'd'), (-5, 0, 'e')];
        let ordered = by(items, |item| (item.0, item.1));
        let letters: String = ordered.iter().map(|item| item.2).collect();
        assert_eq!(letters, "ecbda");
    }
}
