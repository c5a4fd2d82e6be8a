//! Headless Chromium, driven through a pipe by the DevTools protocol: everything that it asks for and complains about is kept.

use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long anything may take.
const LONGEST: Duration = Duration::from_secs(90);

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: File,
    from: Receiver<Value>,
    session: String,
    next: u64,
    /// Addresses that were asked for.
    pub(crate) asked: Vec<String>,
    /// Errors of pages: exceptions, messages of level error, what a policy forbade.
    pub(crate) complaints: Vec<String>,
    /// What axe-core found, with the page it is on.
    pub(crate) barriers: Vec<String>,
    _folder: tempfile::TempDir,
}

/// The browser's program, where there is one.
pub(crate) fn program() -> Option<PathBuf> {
    let named = std::env::var_os("BLACKSTART_CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|it| it.is_file())
}

impl Browser {
    pub(crate) fn start(program: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [to, from] = ["to", "from"].map(|name| folder.path().join(name));
        for pipe in [&to, &from] {
            assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
        }
        // The browser reads commands from file 3 and writes to file 4.
        let script = "exec \"$0\" \"$@\" 3<\"$PIPE_TO\" 4>\"$PIPE_FROM\"";
        let child = Command::new("sh")
            .args(["-c", script])
            .arg(program)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--remote-debugging-pipe",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
            ])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .env("PIPE_TO", &to)
            .env("PIPE_FROM", &from)
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = fs::OpenOptions::new().write(true).open(&to).unwrap();
        let from = File::open(&from).unwrap();
        let (told, heard) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(from).split(0) {
                let Ok(message) = message else { return };
                if told.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            to,
            from: heard,
            session: String::new(),
            next: 0,
            asked: Vec::new(),
            complaints: Vec::new(),
            barriers: Vec::new(),
            _folder: folder,
        };
        let target = browser.send("Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            browser.send("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.send(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Sends a command and waits for what it gives.
    pub(crate) fn send(&mut self, method: &str, parameters: Value) -> Value {
        let answer = self.ask(method, parameters);
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Sends a command and waits for its answer, which may be an error: a page that is left has no expressions any more.
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all((message.to_string() + "\0").as_bytes()).unwrap();
        self.until(method, |message| (message["id"] == id).then(|| message.clone()))
    }

    /// Takes messages until one is the one that is waited for.
    fn until<T>(&mut self, what: &str, mut found: impl FnMut(&Value) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            let message = self.from.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("{what}: the browser is silent"));
            assert!(began.elapsed() < LONGEST, "{what} takes too long");
            self.hear(&message);
            if let Some(it) = found(&message) {
                return it;
            }
        }
    }

    fn hear(&mut self, message: &Value) {
        let it = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => self.asked.push(it["request"]["url"].as_str().unwrap().to_owned()),
            "Runtime.exceptionThrown" => self.complaints.push(it["exceptionDetails"].to_string()),
            "Log.entryAdded" if it["entry"]["level"] == "error" => self.complaints.push(it["entry"].to_string()),
            "Runtime.consoleAPICalled" if matches!(it["type"].as_str(), Some("error" | "warning" | "assert")) => {
                self.complaints.push(it["args"].to_string());
            }
            _ => {}
        }
    }

    /// Does something that leads to another page, and waits until that is there: a page that loads itself anew at the same time may come before it, so the
    /// one that is left is marked.
    pub(crate) fn leads(&mut self, doing: impl FnOnce(&mut Self)) {
        self.eval("window.isLeft = true");
        doing(self);
        self.wait("!window.isLeft && document.readyState === 'complete'");
    }

    pub(crate) fn go(&mut self, url: &str) {
        self.leads(|it| _ = it.send("Page.navigate", json!({ "url": url })));
        self.wait(&format!("location.href === {url:?} && document.readyState === 'complete'"));
    }

    /// What an expression gives on the page.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let given = self
            .send("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }));
        assert!(given["exceptionDetails"].is_null(), "{expression}: {given}");
        given["result"]["value"].clone()
    }

    /// Waits until an expression is true, also across pages.
    pub(crate) fn wait(&mut self, expression: &str) {
        let began = Instant::now();
        loop {
            let answer = self.ask("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
            if answer["result"]["result"]["value"] == true {
                return;
            }
            assert!(began.elapsed() < LONGEST, "never: {expression}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Clicks what a selector finds, as a person does: it must be there and be seen.
    pub(crate) fn click(&mut self, selector: &str) {
        let at = format!(
            "(() => {{ const it = document.querySelector({selector:?}); it.scrollIntoView({{ block: 'center' }}); const box = it.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2, box.width]; }})()"
        );
        let at = self.eval(&at);
        assert!(at[2].as_f64().unwrap() > 0.0, "{selector} is not seen");
        for kind in ["mousePressed", "mouseReleased"] {
            self.send(
                "Input.dispatchMouseEvent",
                json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 }),
            );
        }
    }

    /// Looks as on a screen so wide, light or dark.
    pub(crate) fn screen(&mut self, width: u32, dark: bool) {
        let height = if width < 600 { 844 } else { 900 };
        self.send(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 }),
        );
        let scheme = if dark { "dark" } else { "light" };
        self.send(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" }] }),
        );
    }

    /// A picture of the whole page, as PNG in base64.
    pub(crate) fn picture(&mut self) -> String {
        let given = self.send("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true }));
        given["data"].as_str().unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
