//! Military capital and spending of a draft.

use super::super::Part;
use super::super::found::{Key, What};
use super::super::prices::deflator;
use super::super::rules::{Capital, capital as inventory, nearest};
use super::Case;
use super::page::Page;
use super::parties::{Sourced, known, of_year};

/// SIPRI's spending in constant prices, brought to the draft's money, or else COW's as a stock.
pub fn capital(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    constant_capital(case, key, page).or_else(|| deflated_capital(case, key, page))
}

fn constant_capital(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    let (part, wanted) = (case.evidence.part("sipri")?, case.wanted);
    let constant = part.found.series(What::SpendingConstant, key, wanted.year);
    let stock = inventory(&constant, wanted.year, wanted.gap)?;
    // The two series differ by prices and the exchange rate of the base year; their ratio takes both back.
    let current = part.found.series(What::Spending, key, wanted.year);
    let both = current.iter().filter_map(|(year, value)| Some((*year, value / constant.get(year)?))).collect();
    let (ratio, of) = nearest(&both, wanted.year, wanted.gap)?;
    let unit = format!(
        "stock by perpetual inventory of spending in constant prices at the exchange rate of {of}, {}",
        case.of_money()
    );
    let source = page.cite(part, format!("capital_{}", wanted.year), &unit);
    Some(Sourced { value: case.money(stock.value * ratio, of), source, comment: said(&stock) })
}

/// Spending in current dollars, each year's brought to those of the draft.
fn deflated_capital(case: &Case<'_>, key: Key, page: &mut Page) -> Option<Sourced> {
    let (year, gap, dollars) = (case.wanted.year, case.wanted.gap, case.dollars());
    let stock = |part: &Part| {
        let spending = part.found.series(What::Spending, key, year);
        let deflated = spending.iter().filter_map(|(of, value)| Some((*of, value * deflator(*of, dollars)?))).collect();
        inventory(&deflated, year, gap).filter(|stock| stock.value > 0.0)
    };
    let parts = ["nmc", "sipri"].into_iter().filter_map(|dataset| case.evidence.part(dataset));
    let (part, stock) = parts.filter_map(|part| Some((part, stock(part)?))).next()?;
    let unit = format!(
        "stock by perpetual inventory of spending in current dollars, brought to those of {dollars} by US consumer prices, bn USD"
    );
    let source = page.cite(part, format!("capital_{year}"), &unit);
    Some(Sourced { value: stock.value, source, comment: said(&stock) })
}

fn said(stock: &Capital) -> String {
    let filled = match stock.filled {
        0 => String::new(),
        1 => ", a year without a figure taken as the year before".to_owned(),
        years => format!(", {years} years without a figure taken as the year before"),
    };
    format!("spending since {}, wearing out by 8% a year{filled}", stock.from)
}

/// SIPRI's share, else spending by COW over GDP.
pub fn share(case: &Case<'_>, key: Key, gdp: f64, page: &mut Page) -> Option<Sourced> {
    let sipri = known(case, "sipri", What::SpendingShare, key).map(|(part, value, of)| {
        let source = page.cite(part, format!("share_{of}"), &format!("military spending as a share of GDP, {of}"));
        Sourced { value, source, comment: of_year(case, of) }
    });
    sipri.or_else(|| {
        let (part, value, of) = known(case, "nmc", What::Spending, key)?;
        let unit = format!("military spending in {of} ({}) over the GDP given here", case.of_money());
        let source = page.cite(part, format!("share_{of}"), &unit);
        Some(Sourced { value: case.money(value, of) / gdp, source, comment: of_year(case, of) })
    })
}
