//! One connection's side of the conversation, as the library calls it: message by message.
//! Invariant: nothing is granted that is not written here; every other request keeps the answer "no" and is written
//! down. It runs inside the connection's own task; what a message means is in `login` and `room`.

use std::sync::Arc;

use russh::keys::Certificate;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Response, Session, VerifiedPublicKey,
};
use russh::{ChannelId, Pty};

use super::client::Variable;
use super::link::Tap;
use super::login::Login;
use super::room::Room;
use super::{Front, Phase, Phases};
use crate::transport::{Asked, Method, Origin, Why};

/// Whoever is on a connection.
pub(super) struct Visitor {
    phases: Phases,
    login: Login,
    room: Room,
}

impl Visitor {
    pub fn new(front: Arc<Front>, tap: Arc<Tap>, phases: Phases, origin: Origin) -> Self {
        let login = Login::new(Arc::clone(&front), origin);
        let room = Room::new(front, tap, Arc::clone(&phases));
        Self { phases, login, room }
    }

    fn refuse(&mut self, asked: Asked, session: &mut Session) -> Result<(), russh::Error> {
        self.room.refuse(self.login.origin(), asked, session)
    }

    fn refuse_request(
        &mut self,
        asked: Asked,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(channel)?;
        self.refuse(asked, session)
    }
}

impl Handler for Visitor {
    type Error = russh::Error;

    async fn auth_none(&mut self, user: &str) -> Result<Auth, Self::Error> {
        Ok(self.login.ask(user))
    }

    async fn auth_password(&mut self, user: &str, _password: &str) -> Result<Auth, Self::Error> {
        Ok(self.login.refuse(user, Why::Method(Method::Password)))
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        _response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.login.refuse(user, Why::Method(Method::KeyboardInteractive)))
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, Self::Error> {
        Ok(self.login.offer(user, offer.public_key, offer.algorithm))
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        Ok(self.login.prove(user, key.public_key, key.algorithm))
    }

    async fn auth_openssh_certificate(
        &mut self,
        user: &str,
        _certificate: &Certificate,
    ) -> Result<Auth, Self::Error> {
        Ok(self.login.refuse(user, Why::KeyKind))
    }

    async fn auth_succeeded(&mut self, _session: &mut Session) -> Result<(), Self::Error> {
        self.login.finish();
        self.phases.send_replace(Phase::LoggedIn);
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: russh::Channel<Msg>,
        reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        // What the client says comes through the calls below; the other half would only queue it a second time.
        let (_queue, channel) = channel.split();
        if !self.room.open(channel).await {
            return self.refuse(Asked::SecondSession, session);
        }
        reply.accept().await;
        Ok(())
    }

    async fn channel_open_x11(
        &mut self,
        _channel: russh::Channel<Msg>,
        _address: &str,
        _port: u32,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::X11, session)
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        _channel: russh::Channel<Msg>,
        _host: &str,
        _port: u32,
        _from: &str,
        _from_port: u32,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::Forward, session)
    }

    async fn channel_open_forwarded_tcpip(
        &mut self,
        _channel: russh::Channel<Msg>,
        _host: &str,
        _port: u32,
        _from: &str,
        _from_port: u32,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::Forward, session)
    }

    async fn channel_open_direct_streamlocal(
        &mut self,
        _channel: russh::Channel<Msg>,
        _path: &str,
        _reply: ChannelOpenHandle,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse(Asked::Forward, session)
    }

    async fn channel_close(&mut self, channel: ChannelId, _session: &mut Session) -> Result<(), Self::Error> {
        if self.room.is(channel) {
            self.room.close();
        }
        Ok(())
    }

    async fn channel_eof(&mut self, channel: ChannelId, _session: &mut Session) -> Result<(), Self::Error> {
        if self.room.is(channel) {
            self.room.hang_up();
        }
        Ok(())
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.room.is(channel) {
            self.room.input(data).await;
        }
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        term: &str,
        columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        if !self.room.is(channel) || !self.room.set_terminal(term, columns, rows) {
            return self.refuse_request(Asked::SecondSession, channel, session);
        }
        session.channel_success(channel)
    }

    async fn window_change_request(
        &mut self,
        channel: ChannelId,
        columns: u32,
        rows: u32,
        _width: u32,
        _height: u32,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.room.is(channel) {
            self.room.resize(columns, rows);
        }
        Ok(())
    }

    async fn env_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        value: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        match self.room.take_variable(name, value) {
            Ok(Variable::Locale(_)) => session.channel_success(channel),
            Ok(_) => session.channel_failure(channel),
            Err(asked) => self.refuse_request(asked, channel, session),
        }
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        if !self.room.is(channel) || !self.room.may_start() {
            return self.refuse_request(Asked::SecondSession, channel, session);
        }
        // Said before the session's first bytes can be.
        session.channel_success(channel)?;
        self.room.start(self.login.origin());
        Ok(())
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        _command: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse_request(Asked::Exec, channel, session)
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        _name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse_request(Asked::Subsystem, channel, session)
    }

    async fn x11_request(
        &mut self,
        channel: ChannelId,
        _single: bool,
        _protocol: &str,
        _cookie: &str,
        _screen: u32,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        self.refuse_request(Asked::X11, channel, session)
    }

    async fn agent_request(
        &mut self,
        _channel: ChannelId,
        session: &mut Session,
    ) -> Result<bool, Self::Error> {
        // The library itself sends the failure for `false`.
        self.refuse(Asked::Agent, session).map(|()| false)
    }

    async fn tcpip_forward(
        &mut self,
        _address: &str,
        _port: &mut u32,
        session: &mut Session,
    ) -> Result<bool, Self::Error> {
        self.refuse(Asked::Forward, session).map(|()| false)
    }

    async fn streamlocal_forward(&mut self, _path: &str, session: &mut Session) -> Result<bool, Self::Error> {
        self.refuse(Asked::Forward, session).map(|()| false)
    }
}
