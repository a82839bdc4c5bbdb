using System.Diagnostics;
using Weir.Platform;

namespace Weir.Tests.Fixtures;

/// <summary>Peers end with the tests and not before.</summary>
public sealed class PeerProcessTests
{
    private static readonly string[] s_asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_gets_a_signal_when_the_tests_end_whatever_user_it_is(bool otherUser)
    {
        if (ChildLauncher.Setpriv is null) { Assert.Skip("setpriv is not installed (Debian: util-linux)"); }
        if (otherUser && !Environment.IsPrivilegedProcess) { Assert.Skip("the superuser alone becomes another user"); }
        using Process peer = PeerProcess.Start(new ProcessStartInfo("setpriv", [.. otherUser ? s_asNobody : [], "--", "setpriv", "--dump"]) { RedirectStandardOutput = true }, "QUIT");
        string said = await peer.StandardOutput.ReadToEndAsync();
        await peer.WaitForExitAsync();
        peer.ExitCode.ShouldBe(0);
        said.Split('\n').Single(line => line.StartsWith("Parent death signal", StringComparison.Ordinal)).ShouldContain("QUIT", Case.Insensitive, said);
    }

    [Fact]
    public void A_peer_outlives_the_thread_that_asked_for_it()
    {
        Process? peer = null;
        var asking = new Thread(() => peer = PeerProcess.Start(new ProcessStartInfo("sleep", ["300"])));
        asking.Start();
        asking.Join();
        using (peer)
        {
            // Had the thread been the parent, the signal would have come with its end.
            peer!.WaitForExit(TimeSpan.FromMilliseconds(300)).ShouldBeFalse();
            peer.Kill();
            peer.WaitForExit();
        }
    }
}
