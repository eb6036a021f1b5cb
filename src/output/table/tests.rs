use super::*;
use crate::engine::Rows;
use crate::output::rows::RowsFile;
use crate::scenario::{Files, load};

fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn refused(name: &str, bytes: &[u8]) -> String {
    let (_folder, path) = file(name, bytes);
    Table::open(&path).unwrap_err().to_string()
}

fn got(column: &Column) -> Vec<Option<f64>> {
    (0..column.values.len()).map(|row| column.get(row)).collect()
}

#[test]
fn text_is_read() {
    let text = "\u{feff}x,hit, flag ,who,\"a, b\"\n1.5,1,true,Ann,NA\n-2e3,0,FALSE,Bob,nan\r\n,1,no,\"C, D\",\n4,0,yes,,null\n";
    let (_folder, path) = file("some.CSV", text.as_bytes());
    let table = Table::open(&path).unwrap();
    let kinds: Vec<_> = table.headings().iter().map(|h| (h.name.as_str(), h.kind)).collect();
    let expected = [
        ("x", Kind::Number),
        ("hit", Kind::Number),
        ("flag", Kind::YesNo),
        ("who", Kind::Other),
        ("a, b", Kind::Number),
    ];
    assert_eq!((kinds.as_slice(), table.rows()), (&expected[..], 4));
    let columns = table.columns(&["flag", "x", "a, b"]).unwrap();
    assert_eq!(got(&columns[0]), [Some(1.0), Some(0.0), Some(0.0), Some(1.0)]);
    assert_eq!(got(&columns[1]), [Some(1.5), Some(-2000.0), None, Some(4.0)]);
    assert_eq!(got(&columns[2]), [None; 4]);
    let said = table.column("who").unwrap_err().to_string();
    assert!(said.ends_with("the column `who` holds `Ann` in line 2, which is no number"), "{said}");
    let said = table.column("flags").unwrap_err().to_string();
    assert!(said.ends_with("there is no column `flags`; did you mean `flag`?"), "{said}");
    let said = table.column("something else").unwrap_err().to_string();
    assert!(said.ends_with("there are: x, hit, flag, who, a, b"), "{said}");
    assert_eq!(table.digest().unwrap().len(), 64);
}

#[test]
fn what_is_no_table_is_refused() {
    assert!(refused("x.csv", b"").contains("no rows"));
    assert!(refused("x.csv", b"a,b\n").contains("no rows"));
    assert!(
        refused("x.csv", b"a,b\n1,2\n3\n").contains("line 3: 1 field, where"),
        "{}",
        refused("x.csv", b"a,b\n1,2\n3\n")
    );
    assert!(refused("x.csv", b"a,a\n1,2\n").contains("two columns have the name `a`"));
    assert!(refused("x.csv", b"a,b\n1,\xff\n").contains("not a table"));
    assert!(refused("x.parquet", b"a,b\n1,2\n").contains("not a table"));
    assert!(refused("x.txt", b"a,b\n1,2\n").contains("none of .parquet, .csv and .tsv"));
    assert!(Table::open(Path::new("nowhere.csv")).unwrap_err().to_string().contains("nothing is there"));
    let empty = tempfile::tempdir().unwrap();
    assert!(Table::open(empty.path()).unwrap_err().to_string().contains("no manifest.json"));
    let (_folder, path) = file("x.tsv", b"a\tb\n1\tinf\n");
    let said = Table::open(&path).unwrap().column("b").unwrap_err().to_string();
    assert!(said.ends_with("the column `b` holds inf in line 2; only finite numbers can be used"), "{said}");
}

#[test]
fn our_own_rows_are_read_as_they_were_written() {
    let scenario = load("builtin:two-actors", &Files::default(), &[]).unwrap().scenario;
    let column = |scale: f64, rows: u64| {
        let mut column = Column::default();
        (0..rows).for_each(|row| column.push((row % 3 != 1).then_some(scale * (row % 2) as f64)));
        column
    };
    let block = |first: u64, rows: u64| Rows {
        first,
        replicate: (first..first + rows).collect(),
        point: vec![0; rows as usize],
        outcomes: scenario.outcomes.iter().map(|_| column(1.0, rows)).collect(),
        parameters: scenario.in_rows().map(|_| column(0.25, rows)).collect(),
    };
    let (_folder, path) = file("rows.parquet", b"");
    let mut rows = RowsFile::create(&path, &scenario, Keep::All).unwrap();
    rows.write(&block(0, 3000)).unwrap();
    rows.write(&block(3000, 70)).unwrap();
    rows.finish().unwrap();
    let table = Table::open(&path).unwrap();
    assert_eq!((table.rows(), table.heading("index").unwrap().kind), (3070, Kind::Number));
    for outcome in &scenario.outcomes {
        let kind = if outcome.is_yes_no() { Kind::YesNo } else { Kind::Number };
        assert_eq!(table.heading(&outcome.id).unwrap().kind, kind);
        let mut expected = got(&column(1.0, 3000));
        expected.extend(got(&column(1.0, 70)));
        assert_eq!(got(&table.column(&outcome.id).unwrap()), expected);
    }
    let paths: Vec<&str> = scenario.in_rows().map(|(_, p)| p.path.as_str()).collect();
    assert!(
        !paths.is_empty() && table.columns(&paths).unwrap().iter().all(|c| got(c)[..3] == [Some(0.0), None, Some(0.0)])
    );
    assert_eq!(table.column("replicate").unwrap().values[3069], 3069.0);
}
