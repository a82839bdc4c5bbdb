using Weir.Platform;

namespace Weir.Tests.Platform;

/// <summary>Places of connections as people and Open vSwitch write them, and what is said of others.</summary>
public sealed class ConnectionPlaceTests
{
    [Theory]
    [InlineData("tcp:10.0.0.1", "tcp:10.0.0.1:6653")]
    [InlineData("tcp:10.0.0.1:6633", "tcp:10.0.0.1:6633")]
    [InlineData("ssl:host.example:1", "ssl:host.example:1")]
    [InlineData("tcp:[::1]:6654", "tcp:[::1]:6654")]
    [InlineData("ssl:[2001:db8::1]", "ssl:[2001:db8::1]:6653")]
    [InlineData("unix:a/b.mgmt", "unix:a/b.mgmt")]
    public void Places_to_connect_to_are_read(string text, string written) => ConnectionPlace.ParseActive(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("ptcp:", "tcp:127.0.0.1:6653")]
    [InlineData("ptcp:6654", "tcp:127.0.0.1:6654")]
    [InlineData("ptcp::10.0.0.1", "tcp:10.0.0.1:6653")]
    [InlineData("ptcp:0:10.0.0.1", "tcp:10.0.0.1:0")]
    [InlineData("ptcp:6654:[::1]", "tcp:[::1]:6654")]
    [InlineData("pssl:6654:[::]", "ssl:[::]:6654")]
    [InlineData("punix:a/b", "unix:a/b")]
    public void Places_to_wait_at_are_read(string text, string written) => ConnectionPlace.ParsePassive(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("6653", "tcp::6653")]
    [InlineData(":6653", "tcp::6653")]
    [InlineData("127.0.0.1:6633", "tcp:127.0.0.1:6633")]
    [InlineData("127.0.0.1", "tcp:127.0.0.1:6653")]
    [InlineData("[::1]:1", "tcp:[::1]:1")]
    [InlineData("unix:x", "unix:x")]
    public void Places_to_listen_at_are_read(string text, string written) => ConnectionPlace.ParseListener(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("s1", "tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:PATH")]
    [InlineData("tcp:", "tcp:HOST[:PORT]")]
    [InlineData("tcp::6653", "tcp:HOST[:PORT]")]
    [InlineData("tcp:host:0", "tcp:HOST[:PORT]")]
    [InlineData("udp:10.0.0.1", "tcp:HOST[:PORT]")]
    [InlineData("unix:", "unix:PATH")]
    [InlineData("ptcp:6653", "waits for connections, and here one is made: write tcp:HOST[:PORT]")]
    [InlineData("tcp:::1", "write tcp:[::1]")]
    [InlineData("tcp:2001:db8::1", "write tcp:[2001:db8::1]")]
    [InlineData("ssl:fe80:0:0:0:0:0:0:1:6653", "write ssl:[fe80:0:0:0:0:0:0:1]:6653")]
    [InlineData("tcp:[::1", "as in tcp:[::1]:6653")]
    [InlineData("tcp:[10.0.0.1.9]:1", "as in tcp:[::1]:6653")]
    [InlineData("tcp:host:70000", "70000 is no port")]
    [InlineData("tcp:host:", "no port")]
    public void What_is_no_place_to_connect_to_is_told_with_what_would_be_right(string text, string hint) => Should.Throw<WeirException>(() => ConnectionPlace.ParseActive(text)).Message.ShouldContain(hint);

    [Theory]
    [InlineData("tcp:10.0.0.1", "write ptcp:[PORT][:ADDRESS]")]
    [InlineData("ptcp:127.0.0.1:6653", "the port comes first, as in ptcp:6653:127.0.0.1")]
    [InlineData("ptcp:6653:::1", "an IPv6 address stands in brackets, as in ptcp:6653:[::1]")]
    [InlineData("ptcp:6653:host.example", "ptcp:[PORT][:ADDRESS]")]
    [InlineData("ptcp:70000", "70000 is no port")]
    [InlineData("punix:", "punix:PATH")]
    public void What_is_no_place_to_wait_at_is_told_with_what_would_be_right(string text, string hint) => Should.Throw<WeirException>(() => ConnectionPlace.ParsePassive(text)).Message.ShouldContain(hint);

    [Theory]
    [InlineData("", ":PORT, ADDRESS:PORT")]
    [InlineData("ptcp:6653", ":PORT, ADDRESS:PORT")]
    [InlineData("host.example:6653", "host.example is no address of this machine")]
    [InlineData("::1", "write [::1]")]
    [InlineData(":70000", "70000 is no port")]
    public void What_is_no_place_to_listen_at_is_told_with_what_would_be_right(string text, string hint) => Should.Throw<WeirException>(() => ConnectionPlace.ParseListener(text)).Message.ShouldContain(hint);
}
