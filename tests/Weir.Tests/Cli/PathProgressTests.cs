using Weir.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Cli;

/// <summary>The line that says how far a run of the path is.</summary>
public sealed class PathProgressTests
{
    [Theory]
    [InlineData("decode", false, true)]
    [InlineData("decode", true, false)]
    [InlineData("flows", false, true)]
    [InlineData("flows", true, true)]
    [InlineData("consensus", true, true)]
    public async Task It_is_on_a_terminal_that_nothing_else_is_printed_to_meanwhile(string verb, bool outIsTerminal, bool expected)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var context = new CommandContext(new MemoryStream(), error, new Impatience(), Repository.Root) { OutIsTerminal = outIsTerminal, ErrorIsTerminal = true };
        (await Weir.Cli.CommandLine.RunAsync([verb, "examples/decode-a-capture/cn1.pcap"], context)).ShouldBe(0, error.ToString());
        error.ToString().Contains("\rreading: ", StringComparison.Ordinal).ShouldBe(expected);
    }

    /// <summary>A clock on which a second passes between any two looks, and whose timers ring at once.</summary>
    private sealed class Impatience : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => ++_now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
