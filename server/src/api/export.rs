//! `GET /api/boards/{id}/export/{format}`: the snapshot of a board as a file.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use board::{
    Actor, BoardId, Millis, NoteId,
    live::{Broken, Live, Today, grown},
    reading::{Board, Defect},
    schema::note::LISTS,
};
use export::{Evidence, Format, Options, Paper, Part, Separator, Size, Zone};
use room::{OpenError, PastError};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    links::{join_link, join_links},
    names::{EvidenceName, FormatName, Language, ListName, PaperName, PartName, SeparatorName},
    refusals::{Always, OfToken},
    templates::known,
};
use crate::{
    access::Token,
    app::App,
    export_pool::{Full, Person, TooLarge},
    problem::{InPath, InQuery, Problem, ProblemBody},
};

/// How the export is wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Language of headings and fixed words; the board's own if none is given.
    #[param(inline, value_type = Option<Language>)]
    language: Option<String>,
    /// The content of a svg or png; `fish` if none is given. A fish has the causes with their parents, dots and priorities;
    /// `projects` has the projects, `facts` the facts as charts.
    #[param(inline, value_type = Option<PartName>)]
    part: Option<String>,
    /// The size of a svg or png in pixels, such as `1920x1080`: 640 to 7680 on a side, and at most 33,177,600 altogether.
    /// Without one, a png has 1920x1080, and a svg has that or as much more as its causes need. Causes for which there is
    /// no room are counted.
    #[param(inline, pattern = "^[0-9]{3,4}x[0-9]{3,4}$")]
    size: Option<String>,
    /// The paper of a pdf; `a4` if none is given.
    #[param(inline, value_type = Option<PaperName>)]
    paper: Option<String>,
    /// The separator of a csv; `comma` if none is given. With `semicolon`, decimals stand after a comma.
    #[param(inline, value_type = Option<SeparatorName>)]
    separator: Option<String>,
    /// The time zone in which times are printed, by its name in the IANA database, such as `Europe/Warsaw`; `UTC` if none
    /// is given.
    time_zone: Option<String>,
    /// Only the causes that rest on this: `unsaid` are those of which nobody said it. The title says so. Not for json, which an
    /// import makes the whole board of.
    #[param(inline, value_type = Option<EvidenceName>)]
    evidence: Option<String>,
    /// Only the causes of this list. The title says so. Not for json.
    #[param(inline, value_type = Option<ListName>)]
    list: Option<String>,
    /// The board as it was at this moment, in Unix milliseconds; for the facilitator.
    at: Option<u64>,
}

/// The board as a file. The facilitator and the projector may have it; participants may once the workshop is finished.
#[utoipa::path(get, path = "/api/boards/{id}/export/{format}", tag = "board",
    params(("id" = String, Path,), ("format" = inline(FormatName), Path,), Wanted),
    security(("token" = [])),
    responses((status = 200, description = "The file.", content((String = "image/svg+xml"), (Vec<u8> = "image/png"), (Vec<u8> = "application/pdf"),
                  (String = "text/html"), (String = "text/markdown"), (String = "text/csv"),
                  (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Object = "application/json"),
                  (String = "text/calendar"), (String = "text/vnd.mermaid"))),
              OfToken,
              Always,
              (status = 400, description = "The query cannot be read.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 404, description = "There is no such board or format.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 422, description = "`too-large-to-draw`: the board is, for svg, png, pdf and html; the lists hold \
                                            all of it. `invalid`: there is no such language, part, paper, separator or time zone, or no such \
                                            size. `too-early`: the board was made after that moment; the sentence says when. `too-late`: that \
                                            moment is still to come.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 429, description = "`too-many-exports`: the asker has as many exports waiting, being made and \
                                            being sent as one may have. `Retry-After` says when to try again.", body = ProblemBody, content_type = "application/problem+json"),
              (status = 503, description = "`busy`: all together have; or the server is restarting. `Retry-After` says when \
                                            to try again.", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn export(
    State(app): State<App>,
    InPath((id, format)): InPath<(String, String)>,
    token: Token,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    let visitor = token.authorize(&app, &id).await?;
    let format = Format::parse(&format).ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no-such-format",
            "Exports are svg, png, pdf, html, md, csv, xlsx, json, ics and mermaid.",
        )
    })?;
    let language = match wanted.language.as_deref() {
        Some(tag) => Some(known(Some(tag))?.to_owned()),
        None => None,
    };
    let paper = match wanted.paper.as_deref() {
        Some(name) => {
            Paper::parse(name).ok_or_else(|| Problem::invalid("Paper is a4, a3, letter or slide."))?
        }
        None => Paper::default(),
    };
    let part = match wanted.part.as_deref() {
        Some(name) => Part::parse(name)
            .ok_or_else(|| Problem::invalid("A part is fish, results, matrix, projects or facts."))?,
        None => Part::default(),
    };
    let size = match wanted.size.as_deref() {
        Some(text) => Some(Size::parse(text).ok_or_else(|| Problem::invalid(SIZES))?),
        None => None,
    };
    let separator = match wanted.separator.as_deref() {
        Some(name) => {
            Separator::parse(name).ok_or_else(|| Problem::invalid("A separator is comma or semicolon."))?
        }
        None => Separator::default(),
    };
    if format == Format::Json && (wanted.evidence.is_some() || wanted.list.is_some()) {
        return Err(Problem::invalid(
            "A json has the whole board; ask for another format of some causes only.",
        ));
    }
    let list = match wanted.list.as_deref() {
        Some(name) => {
            let list = LISTS.into_iter().find(|list| *list == name);
            Some(list.ok_or_else(|| Problem::invalid("A list is results, quality or goals."))?)
        }
        None => None,
    };
    let evidence = match wanted.evidence.as_deref() {
        Some(name) => Some(Evidence::parse(name).ok_or_else(|| Problem::invalid(EVIDENCES))?),
        None => None,
    };
    let zone = match wanted.time_zone.as_deref() {
        Some(name) => Zone::parse(name).ok_or_else(|| {
            Problem::invalid(
                "There is no such time zone; names are those of the IANA database, such as Europe/Warsaw.",
            )
        })?,
        None => Zone::default(),
    };
    let participant = matches!(visitor.actor, Actor::Participant(_));
    if participant && !visitor.read(|live| live.state().finished).await? {
        return Err(Problem::not_allowed("The snapshot is for everybody once the workshop is finished."));
    }
    let person = Person { board: visitor.room().board().clone(), actor: visitor.actor.clone() };
    let place = app.exports.place(person)?;
    // All people of a room may ask at once when the workshop is finished.
    let turn = app.exports.turn(&place, format).await?;
    if wanted.at.is_some() && visitor.actor != Actor::Facilitator {
        return Err(Problem::not_allowed("Earlier moments of a board are for its facilitator."));
    }
    if wanted.at.is_some_and(|at| at > app.rooms.now().0) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-late",
            "That moment is still to come; ask for an earlier one, or for none to have the board as it is.",
        ));
    }
    // The facilitator invites people by the calendar.
    let join_link = match visitor.actor {
        Actor::Facilitator => {
            let code = visitor.read(|live| live.state().join_code.clone()).await?;
            join_links(&app, &code).into_iter().next().or_else(|| Some(join_link(&app, &code)))
        }
        _ => None,
    };
    // The room is busy only while the document is encoded. The document is read on the thread that makes the export.
    let source = match wanted.at {
        None => Source::Present(visitor.read(|live| (live.state().id.clone(), live.document())).await?),
        Some(at) => {
            let past = app.rooms.at(visitor.room().board(), Millis(at)).await?;
            Source::Past(Box::new(past), visitor.read(Live::today).await?)
        }
    };
    let as_of = wanted.at.map(Millis);
    let mut options = Options {
        language,
        part,
        size,
        paper,
        separator,
        zone,
        as_of,
        evidence,
        list,
        join_link,
        generated_at: app.rooms.now(),
        grown: vec![],
    };
    let turn = turn.weigh(source.size()).await?;
    let made = turn.make(move || {
        // Only the page replays how the board grew.
        if format == Format::Html {
            options.grown = source.grown().map_err(|broken| broken.to_string())?;
        }
        let (board, defects) = source.read().map_err(|broken| broken.to_string())?;
        if !defects.is_empty() {
            tracing::warn!(board = %board.id, defects = defects.len(), "parts of the document were left out of an export");
        }
        let name = file_name(&board.title, format);
        let file = export::render(&board, format, &options).map_err(|error| error.to_string())?;
        Ok::<_, String>((name, file))
    });
    let (name, file) = made.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Problem::internal)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The HTML page and the drawing carry their own styles and fonts. They may not run scripts.
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox",
            ),
        ),
    ];
    Ok((headers, Body::new(app.exports.deliver(file, place))).into_response())
}

const EVIDENCES: &str = "Evidence is fact, assumption, verify or unsaid.";

/// The sizes of pictures, for whoever asked for another.
pub const SIZES: &str = "A size is WIDTHxHEIGHT in pixels, such as 1920x1080: 640 to 7680 on a side, at most 7680x4320 altogether.";

/// What an export is made of.
enum Source {
    /// The document as it is.
    Present((BoardId, Vec<u8>)),
    /// An earlier moment, and what the board of today lets it show.
    Past(Box<Live>, Today),
}

impl Source {
    /// The bytes of the document that is drawn, as far as they are known before.
    fn size(&self) -> usize {
        match self {
            Source::Present((_, document)) => document.len(),
            Source::Past(past, today) => past.document().len().max(today.size()),
        }
    }

    /// The causes in the order in which they came.
    fn grown(&self) -> Result<Vec<NoteId>, Broken> {
        match self {
            Source::Present((_, document)) => grown(document),
            Source::Past(past, _) => grown(&past.document()),
        }
    }

    fn read(self) -> Result<(Board, Vec<Defect>), Broken> {
        match self {
            Source::Present((id, document)) => board::live::read_document(&id, &document),
            Source::Past(past, today) => past.read_past(&today),
        }
    }
}

impl From<PastError> for Problem {
    fn from(error: PastError) -> Self {
        match error {
            PastError::Before(first) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "too-early",
                format!(
                    "This board was made on {} ({}); ask for a later moment.",
                    export::instant(first),
                    first.0
                ),
            ),
            PastError::Open(OpenError::NotFound) => Self::no_such_board(),
            PastError::Open(OpenError::Stopping) => Self::restarting(),
            PastError::Open(error) => Self::internal(error),
        }
    }
}

impl From<TooLarge> for Problem {
    fn from(_: TooLarge) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-large-to-draw",
            "This board is too large to be drawn; csv, md, xlsx and json hold all of it.",
        )
    }
}

impl From<Full> for Problem {
    fn from(full: Full) -> Self {
        match full {
            Full::Own => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-exports",
                "You have asked for several exports already; wait until they have arrived.",
            )
            .retry_after(5),
            Full::All => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Many exports are being made at the moment; try again in a little while.",
            )
            .retry_after(10),
        }
    }
}

/// `attachment` with the title as file name: reduced to ASCII for old programs, and in full for others (RFC 6266).
fn file_name(title: &str, format: Format) -> String {
    let title: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { ' ' } else { c }).collect();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = if title.is_empty() { "board".to_owned() } else { title.chars().take(80).collect() };
    let end = format.extension();
    let plain: String = title.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let full: String = format!("{title}.{end}")
        .bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}.{end}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_after_the_board() {
        assert_eq!(
            file_name("Zespół CX: 1/2", Format::Svg),
            "attachment; filename=\"Zesp__ CX 1 2.svg\"; filename*=UTF-8''Zesp%C3%B3%C5%82%20CX%201%202.svg"
        );
        assert!(file_name(" \n\" ", Format::Md).starts_with("attachment; filename=\"board.md\""));
        assert!(HeaderValue::from_str(&file_name("Ключові\r\nX: y", Format::Json)).is_ok());
    }
}
