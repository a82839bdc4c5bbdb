using Weir.Fabric;
using Weir.Platform;

namespace Weir.Tests.Fabric;

/// <summary>The engine in real time, between ends in memory: nothing here depends on how idle the machine is.</summary>
public class LinkEngineTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static async Task UntilAsync(Func<bool> condition)
    {
        TimeProvider clock = MachineClock.Instance;
        long begin = clock.GetTimestamp();
        while (!condition())
        {
            clock.GetElapsedTime(begin).ShouldBeLessThan(s_patience, "waited in vain");
            await Task.Delay(1);
        }
    }

    private static LinkEngine Start(int threads = 1) => new(new LinkEngineOptions { Seed = 1, Threads = threads }, MachineClock.Instance);

    [Fact]
    public async Task Frames_pass_both_ways_and_no_earlier_than_the_delay()
    {
        await using LinkEngine engine = Start();
        (MemoryEnd first, MemoryEnd second) = (new MemoryEnd(), new MemoryEnd());
        var delay = TimeSpan.FromMilliseconds(30);
        EngineLink link = engine.Add("a -- b", first, second, Impairments.None with { Delay = delay }, Impairments.None);
        long begin = MachineClock.Instance.GetTimestamp();
        first.Send(new byte[60]);
        second.Send(new byte[60]);
        await UntilAsync(() => first.Waiting == 1);
        await UntilAsync(() => second.Waiting == 1);
        MachineClock.Instance.GetElapsedTime(begin).ShouldBeGreaterThanOrEqualTo(delay);
        LinkReading reading = engine.Read(link, LinkSide.First);
        reading.DelayAsked.ShouldBe(delay);
        reading.DelayMeasured.ShouldBeGreaterThanOrEqualTo(delay);
        reading.Counters.Delivered.ShouldBe(1);
    }

    [Fact]
    public async Task Many_links_on_several_threads_lose_nothing()
    {
        const int Links = 40;
        const int Frames = 200;
        await using LinkEngine engine = Start(threads: 2);
        var ends = new List<(MemoryEnd First, MemoryEnd Second, EngineLink Link)>();
        for (int i = 0; i < Links; i++)
        {
            (MemoryEnd first, MemoryEnd second) = (new MemoryEnd(), new MemoryEnd());
            ends.Add((first, second, engine.Add($"l{i}", first, second, Impairments.None with { Delay = TimeSpan.FromMilliseconds(i % 5), Jitter = TimeSpan.FromMilliseconds(i % 3) }, Impairments.None)));
        }

        for (int n = 0; n < Frames; n++)
        {
            foreach ((MemoryEnd first, MemoryEnd second, _) in ends)
            {
                first.Send(new byte[100]).ShouldBeTrue();
                second.Send(new byte[100]).ShouldBeTrue();
            }
        }

        await UntilAsync(() => ends.TrueForAll(e => e.First.Waiting == Frames && e.Second.Waiting == Frames));
        ends.ShouldAllBe(e => engine.Read(e.Link, LinkSide.First).Counters.Delivered == Frames && engine.Read(e.Link, LinkSide.First).Counters.Holds);
        engine.Turns.Maximum.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task One_parameter_changes_and_the_others_stay()
    {
        await using LinkEngine engine = Start();
        (MemoryEnd first, MemoryEnd second) = (new MemoryEnd(), new MemoryEnd());
        EngineLink link = engine.Add("a -- b", first, second, Impairments.None with { Delay = TimeSpan.FromMilliseconds(1) }, Impairments.None);
        engine.Change(link, LinkSide.First, i => i with { Up = false });
        first.Send(new byte[60]);
        await UntilAsync(() => engine.Read(link, LinkSide.First).Counters.Cut == 1);
        engine.Change(link, LinkSide.First, i => i with { Up = true });
        first.Send(new byte[60]);
        await UntilAsync(() => second.Waiting == 1);
        engine.Read(link, LinkSide.First).Asked.ShouldBe(Impairments.None with { Delay = TimeSpan.FromMilliseconds(1) });
        Should.Throw<WeirException>(() => engine.Change(link, LinkSide.First, i => i with { Loss = -1 }));
    }

    [Fact]
    public async Task Changes_from_many_threads_are_all_made()
    {
        await using LinkEngine engine = Start();
        EngineLink link = engine.Add("a -- b", new MemoryEnd(), new MemoryEnd(), Impairments.None, Impairments.None);
        await Parallel.ForAsync(0, 1000, (_, _) =>
        {
            engine.Change(link, LinkSide.First, i => i with { Delay = i.Delay + TimeSpan.FromTicks(1) });
            return ValueTask.CompletedTask;
        });
        engine.Read(link, LinkSide.First).Asked.Delay.Ticks.ShouldBe(1000);
    }

    [Fact]
    public async Task Removing_and_disposing_twice_is_harmless()
    {
        LinkEngine engine = Start();
        (MemoryEnd first, MemoryEnd second) = (new MemoryEnd(), new MemoryEnd());
        EngineLink link = engine.Add("a -- b", first, second, Impairments.None with { Delay = TimeSpan.FromHours(1) }, Impairments.None);
        first.Send(new byte[60]);
        engine.Remove(link);
        engine.Remove(link);
        first.Send(new byte[60]).ShouldBeFalse();
        Should.Throw<WeirException>(() => engine.Read(link, LinkSide.First)).Message.ShouldContain("was removed");
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        await engine.Completion.WaitAsync(s_patience);
        Should.Throw<ObjectDisposedException>(() => engine.Add("c -- d", new MemoryEnd(), new MemoryEnd(), Impairments.None, Impairments.None));
    }

    [Fact]
    public async Task A_link_with_mistakes_is_refused_and_its_ends_are_disposed()
    {
        await using LinkEngine engine = Start();
        (MemoryEnd first, MemoryEnd second) = (new MemoryEnd(), new MemoryEnd());
        Should.Throw<WeirException>(() => engine.Add("a -- b", first, second, Impairments.None with { Loss = 2 }, Impairments.None));
        first.Gone.ShouldBeTrue();
        second.Gone.ShouldBeTrue();
    }
}
