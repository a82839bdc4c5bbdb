using Weir.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Cli;

/// <summary>What a signal does to a command that runs.</summary>
public sealed class InterruptTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void The_first_signal_asks_the_command_to_stop()
    {
        using CommandContext context = Make();
        context.Cancellation.IsCancellationRequested.ShouldBeFalse();
        context.StopsByItself().ShouldBeTrue();
        context.Cancellation.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void A_second_one_ends_it_unless_it_comes_with_the_first(int milliseconds, bool byItself)
    {
        using CommandContext context = Make();
        context.StopsByItself();
        _clock.Now += milliseconds;
        context.StopsByItself().ShouldBe(byItself);
    }

    private CommandContext Make() => new(Stream.Null, TextWriter.Null, _clock, Environment.CurrentDirectory);
}
