//! Starts the bridge and the programs it is measured beside, each leading to a port of its own, and says what they use.
//! Who is not installed is left out.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::line::{Manner, Target};

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bridge,
    Websocat,
    Websockify,
    Nginx,
    Haproxy,
    Nobody,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] = [
        Self::Bridge,
        Self::Websocat,
        Self::Websockify,
        Self::Nginx,
        Self::Haproxy,
        Self::Nobody,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bridge => "bridge",
            Self::Websocat => "websocat",
            Self::Websockify => "websockify",
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Nobody => "tcp",
        }
    }
}

/// A running peer; it ends when it is dropped.
pub(crate) struct Peer {
    pub(crate) kind: Kind,
    pub(crate) target: Target,
    child: Option<Child>,
}

/// What the bridge is told besides where to listen and where it may lead to.
pub(crate) const NO_LIMITS: [&str; 6] = [
    "--max-tunnels=100000",
    "--max-tunnels-per-client=100000",
    "--max-opens-per-minute=100000000",
    "--idle-timeout=3600",
    "--log-format=json",
    "--connect-timeout=30",
];

impl Peer {
    /// Starts it before the server at `server_port`; `None` when it is not installed.
    pub(crate) async fn start(kind: Kind, bridge: &[&str], server_port: u16) -> io::Result<Option<Self>> {
        let address = if kind == Kind::Nobody {
            SocketAddr::from((Ipv4Addr::LOCALHOST, server_port))
        } else {
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?
        };
        let manner = match kind {
            Kind::Bridge => Manner::Tunnel,
            Kind::Websocat | Kind::Websockify => Manner::WebSocket,
            Kind::Nginx | Kind::Haproxy | Kind::Nobody => Manner::Tcp,
        };
        let target = Target {
            address,
            manner,
            server_port,
        };
        let child = match command(kind, bridge, target)? {
            None => None,
            Some(mut command) => match command.kill_on_drop(true).spawn() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                child => Some(child?),
            },
        };
        let mut peer = Self { kind, target, child };
        Ok(peer.answers().await.then_some(peer))
    }

    /// Waits until it takes connections.
    async fn answers(&mut self) -> bool {
        loop {
            if let Some(child) = &mut self.child
                && !matches!(child.try_wait(), Ok(None))
            {
                return false;
            }
            if TcpStream::connect(self.target.address).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it as a service manager would: whoever has workers ends them too.
    pub(crate) async fn stop(mut self) -> io::Result<()> {
        let Some(child) = &mut self.child else {
            return Ok(());
        };
        if let Some(id) = child.id() {
            Command::new("kill").arg(id.to_string()).status().await?;
        }
        child.wait().await.map(drop)
    }

    /// Memory of it and its workers in KiB, each shared page once.
    pub(crate) fn memory_kib(&self) -> u64 {
        let of_one = |process: &u32| {
            let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
            line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok())
                .unwrap_or_default()
        };
        self.processes().iter().map(of_one).sum()
    }

    /// Processor time of it and its workers so far.
    pub(crate) fn processor_time(&self) -> Duration {
        // In user mode and in the kernel, as hundredths of a second (proc_pid_stat(5)).
        let of_one = |process: &u32| {
            let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
            fields
                .skip(11)
                .take(2)
                .filter_map(|ticks| ticks.parse::<u64>().ok())
                .sum::<u64>()
        };
        Duration::from_millis(self.processes().iter().map(of_one).sum::<u64>() * 10)
    }

    fn processes(&self) -> Vec<u32> {
        let mut processes: Vec<u32> = self.child.as_ref().and_then(Child::id).into_iter().collect();
        let mut next = 0;
        while let Some(process) = processes.get(next) {
            let children =
                fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
            processes.extend(
                children
                    .split_whitespace()
                    .filter_map(|child| child.parse::<u32>().ok()),
            );
            next += 1;
        }
        processes
    }
}

fn command(kind: Kind, bridge: &[&str], target: Target) -> io::Result<Option<Command>> {
    let Target {
        address, server_port, ..
    } = target;
    let server = format!("127.0.0.1:{server_port}");
    let folder = std::env::temp_dir().join(format!("restante-throughput-{}", address.port()));
    let mut command = match kind {
        Kind::Nobody => return Ok(None),
        Kind::Bridge => {
            let (program, options) = bridge.split_first().ok_or(io::ErrorKind::InvalidInput)?;
            let mut command = Command::new(program);
            command.args(options).arg("--allow-private").args([
                "--listen",
                &address.to_string(),
                "--allow-port",
                &server_port.to_string(),
            ]);
            command
        }
        Kind::Websocat => {
            let mut command =
                Command::new(std::env::var("WEBSOCAT").unwrap_or_else(|_| "websocat".to_owned()));
            command.args([
                "--binary",
                "-E",
                &format!("ws-l:{address}"),
                &format!("tcp:{server}"),
            ]);
            command
        }
        Kind::Websockify => {
            let mut command = Command::new("websockify");
            command.args([address.to_string(), server]);
            command
        }
        Kind::Nginx => {
            let module = std::env::var("NGINX_STREAM_MODULE")
                .unwrap_or_else(|_| "/usr/lib/nginx/modules/ngx_stream_module.so".to_owned());
            let load = if Path::new(&module).exists() {
                format!("load_module {module};")
            } else {
                String::new()
            };
            let text = format!(
                "{load} daemon off; worker_processes 2; error_log stderr crit; pid {0}/pid;\n\
                 events {{ worker_connections 20000; }}\n\
                 stream {{ server {{ listen {address}; proxy_pass {server}; proxy_timeout 1h; }} }}\n",
                folder.display()
            );
            let mut command = Command::new("nginx");
            command.arg("-c").arg(written(&folder, &text)?);
            command
        }
        Kind::Haproxy => {
            let text = format!(
                "global\n nbthread 2\n maxconn 9900\ndefaults\n mode tcp\n maxconn 9900\n timeout connect 10s\n \
                 timeout client 1h\n timeout server 1h\nlisten measured\n bind {address}\n server only {server}\n"
            );
            let mut command = Command::new("haproxy");
            command.arg("-f").arg(written(&folder, &text)?);
            command
        }
    };
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok(Some(command))
}

fn written(folder: &Path, text: &str) -> io::Result<std::path::PathBuf> {
    fs::create_dir_all(folder)?;
    let file = folder.join("configuration");
    fs::write(&file, text)?;
    Ok(file)
}
