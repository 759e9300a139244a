use super::checkup;
use logodds_core::Executor;
use logodds_io::{FitColumns, Input, ReadOptions, Source};

fn codes(text: &str) -> Vec<String> {
    let columns = FitColumns { target: "y".into(), ..FitColumns::default() };
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let source = Source::Bytes { name: "data.csv".into(), bytes: text.as_bytes().to_vec() };
    let table = Input::open(vec![source], &options).unwrap().parse(&options).unwrap();
    let found = checkup(&columns.encode(&table).unwrap(), &Executor::sequential());
    found.into_iter().map(|record| format!("{} {}", record.code, record.columns.join(","))).collect()
}

/// Rows `a,b,y` of a good data set, with more columns made of the number of the row and its label.
fn rows(more: &str, cells: impl Fn(usize, bool) -> String) -> String {
    let mut text = format!("a,b{more},y\n");
    for k in 0..200 {
        let y = (k * 7 + k * k * 3) % 11 < 5;
        let label = if y { "yes" } else { "no" };
        text.push_str(&format!("{}.5,{}{},{label}\n", (k * 37) % 101 + k % 3, ["u", "v", "w"][k % 3], cells(k, y)));
    }
    text
}

#[test]
fn good_data_have_nothing_to_tell() {
    assert!(codes(&rows("", |_, _| String::new())).is_empty());
}

#[test]
fn a_column_that_tells_the_label() {
    assert_eq!(codes(&rows(",t", |k, y| format!(",{}", if y { 100 + k } else { k % 7 }))), ["leak t"]);
    assert_eq!(codes(&rows(",t", |k, y| format!(",{}", ["p", "q", "r", "s"][2 * usize::from(y) + k % 2]))), ["leak t"]);
    // Odd numbers and even ones, which no threshold tells.
    assert_eq!(codes(&rows(",t", |k, y| format!(",{}", 2 * (k % 5) + usize::from(y)))), ["leak t"]);
    let but_one = |k: usize, y: bool| format!(",{}", if y == (k != 50) { 1000 - k } else { k });
    assert_eq!(codes(&rows(",t", but_one)), ["near-separation t"]);
}

#[test]
fn copies_and_what_hardly_varies() {
    assert_eq!(codes(&rows(",c", |k, _| format!(",{}", ["x", "y", "z"][k % 3]))), ["duplicate-columns c,b"]);
    assert_eq!(codes(&rows(",c", |k, _| format!(",{}", i32::from(k == 17 || k == 18)))), ["nearly-constant c"]);
    assert_eq!(
        codes(&rows(",c", |k, _| format!(",{}", if k == 17 { "x" } else { ["p", "q"][k % 2] }))),
        ["rare-levels c"]
    );
    let twice = rows("", |_, _| String::new());
    let last = twice.lines().last().unwrap().to_owned();
    assert_eq!(codes(&format!("{twice}{last}\n")), ["duplicate-rows "]);
}

#[test]
fn few_rows_for_each_coefficient() {
    let text: String = rows("", |_, _| String::new()).lines().take(40).map(|line| format!("{line}\n")).collect();
    assert_eq!(codes(&text), ["few-events "]);
}
