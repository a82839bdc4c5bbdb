using Weir.Control;

namespace Weir.Tests.Control;

public sealed class OpenFlowEndpointTests
{
    [Theory]
    [InlineData("tcp:10.0.0.1", "tcp:10.0.0.1:6653")]
    [InlineData("tcp:10.0.0.1:6633", "tcp:10.0.0.1:6633")]
    [InlineData("ssl:host.example:1", "ssl:host.example:1")]
    [InlineData("tcp:[::1]:6654", "tcp:[::1]:6654")]
    [InlineData("tcp:[::1]", "tcp:[::1]:6653")]
    [InlineData("unix:a/b.mgmt", "unix:a/b.mgmt")]
    public void Places_of_switches_are_read(string text, string written) => OpenFlowEndpoint.ParseSwitch(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("6653", "tcp::6653")]
    [InlineData(":6653", "tcp::6653")]
    [InlineData("127.0.0.1:6633", "tcp:127.0.0.1:6633")]
    [InlineData("[::1]:1", "tcp:[::1]:1")]
    [InlineData("unix:x", "unix:x")]
    public void Places_to_listen_are_read(string text, string written) => OpenFlowEndpoint.ParseListener(text).ToString().ShouldBe(written);

    [Theory]
    [InlineData("s1")]
    [InlineData("tcp:")]
    [InlineData("udp:10.0.0.1")]
    [InlineData("tcp:::1")]
    [InlineData("tcp:host:70000")]
    [InlineData("unix:")]
    public void Others_are_mistakes(string text) => Should.Throw<WeirException>(() => OpenFlowEndpoint.ParseSwitch(text)).Message.ShouldContain("unix:PATH");
}
