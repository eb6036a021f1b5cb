//! Hands the page out on this machine: one page, read only, an answer a connection.
//!
//! It listens on the loopback alone. A request must name this machine as its host, so that no page of another site can
//! read what is explored by a name that it points here.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Longest head of a request, in bytes.
const LONGEST: usize = 16 * 1024;

/// How long a request may take, and an answer wait to be read.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connections at once; more are closed unanswered.
const MOST: usize = 64;

/// A page that is handed out.
pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
}

struct Site {
    port: u16,
    html: String,
    policy: String,
    open: AtomicUsize,
}

impl Server {
    /// Listens on a port of this machine, on any that is free where it is 0.
    ///
    /// # Errors
    /// Of the system: mostly that another program listens there.
    pub fn new(port: u16, (html, policy): (String, String)) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, site: Arc::new(Site { port, html, policy, open: AtomicUsize::new(0) }) })
    }

    /// Where the page is.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.site.port)
    }

    /// Answers requests as long as the program lives.
    pub fn run(&self) {
        // A connection that failed is its client's matter.
        for stream in self.listener.incoming().flatten() {
            let site = Arc::clone(&self.site);
            if site.open.fetch_add(1, Ordering::Relaxed) < MOST {
                std::thread::spawn(move || {
                    let _ = site.answer(stream);
                    site.open.fetch_sub(1, Ordering::Relaxed);
                });
            } else {
                site.open.fetch_sub(1, Ordering::Relaxed);
            }
        }
    }
}

impl Site {
    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let head = head(&mut stream)?;
        let (status, body) = match request(&head) {
            None => ("400 Bad Request", "This is not a request of HTTP.\n"),
            Some((_, _, host)) if !self.is_here(host) => ("403 Forbidden", "This page is for this machine only.\n"),
            Some(("GET" | "HEAD", "/" | "/index.html", _)) => ("200 OK", self.html.as_str()),
            Some(("GET" | "HEAD", ..)) => ("404 Not Found", "There is one page here: /\n"),
            Some(_) => ("405 Method Not Allowed", "The page can be read, and nothing else.\n"),
        };
        let kind = if status.starts_with("200") { "html" } else { "plain" };
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: {}; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\nCache-Control: no-store\r\n\
             Allow: GET, HEAD\r\nConnection: close\r\n\r\n{}",
            body.len(),
            self.policy,
            if head.starts_with("HEAD ") { "" } else { body }
        )?;
        stream.flush()
    }

    fn is_here(&self, host: &str) -> bool {
        ["127.0.0.1", "localhost"].iter().any(|name| host.eq_ignore_ascii_case(&format!("{name}:{}", self.port)))
            || self.port == 80 && ["127.0.0.1", "localhost"].contains(&host)
    }
}

/// The head of a request, up to its empty line, its end, or the most that is read.
fn head(stream: &mut TcpStream) -> io::Result<String> {
    let (mut head, began) = (Vec::new(), Instant::now());
    let mut part = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < LONGEST && began.elapsed() < PATIENCE {
        match stream.read(&mut part)? {
            0 => break,
            read => head.extend_from_slice(&part[..read]),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Method, path without its query, and host.
fn request(head: &str) -> Option<(&str, &str, &str)> {
    let (first, rest) = head.split_once("\r\n")?;
    let [method, path, version] = first.split(' ').collect::<Vec<_>>()[..] else { return None };
    let fields = rest.split("\r\n").take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
    let mut hosts = fields.filter(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, host)| host.trim());
    let host = hosts.next()?;
    let path = path.split(['?', '#']).next()?;
    (version.starts_with("HTTP/1.") && hosts.next().is_none() && head.contains("\r\n\r\n"))
        .then_some((method, path, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.site.port)).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it takes the request");
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer); // What is closed early is judged by what came.
        answer
    }

    #[test]
    fn requests_get_the_page_or_a_refusal() {
        let server =
            Arc::new(Server::new(0, ("<p>here</p>".to_owned(), "default-src 'none'".to_owned())).expect("a port"));
        let running = Arc::clone(&server);
        std::thread::spawn(move || running.run());
        let port = server.site.port;
        let get = |path: &str, host: &str| ask(&server, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        let here = format!("127.0.0.1:{port}");
        let page = get("/?a=b", &here);
        assert!(page.starts_with("HTTP/1.1 200 OK") && page.ends_with("<p>here</p>"), "{page}");
        assert!(page.contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"));
        assert!(get("/", &format!("localhost:{port}")).starts_with("HTTP/1.1 200"));
        assert!(get("/../../etc/passwd", &here).starts_with("HTTP/1.1 404"));
        assert!(get("/", "evil.example").starts_with("HTTP/1.1 403"));
        assert!(get("/", "").starts_with("HTTP/1.1 403"));
        for (path, host, status) in [("/", &*here, "200"), ("/x", &here, "404"), ("/", "evil.example", "403")] {
            let head = ask(&server, &format!("HEAD {path} HTTP/1.1\r\nhost:{host}\r\n\r\n"));
            assert!(head.starts_with(&format!("HTTP/1.1 {status}")) && head.ends_with("\r\n\r\n"), "{head}");
        }
        assert!(ask(&server, &format!("POST / HTTP/1.1\r\nHost: {here}\r\n\r\n")).starts_with("HTTP/1.1 405"));
        for broken in
            ["", "\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\u{0}\u{1}\u{7f}", &"A".repeat(100_000)]
        {
            let answer = ask(&server, broken);
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
        }
        let two = format!("GET / HTTP/1.1\r\nHost: {here}\r\nHost: evil.example\r\n\r\n");
        assert!(ask(&server, &two).starts_with("HTTP/1.1 400"));
        assert!(get("/", &here).starts_with("HTTP/1.1 200"), "it goes on after all that");
        assert!(Server::new(port, Default::default()).is_err(), "one port, one program");
    }
}
