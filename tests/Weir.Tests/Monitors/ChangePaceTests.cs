using Weir.Monitors;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Monitors;

/// <summary>How often tables change.</summary>
public sealed class ChangePaceTests
{
    private readonly HandClock _clock = new();

    [Theory]
    [InlineData(1, 500, 500)]       // a tenth of the time is enough
    [InlineData(55, 500, 545)]      // and more seldom, so that it stays so
    [InlineData(100, 500, 500)]     // but rows are 0.6 s old at most
    [InlineData(200, 500, 400)]     // the change included
    [InlineData(280, 500, 405)]     // or as old as changes take, and a rest between them
    [InlineData(700, 500, 825)]
    [InlineData(200, 5000, 4800)]   // where older tables were asked for, they are
    [InlineData(5, 10, 50)]
    public void Changes_take_a_tenth_of_the_time_while_rows_are_young(int took, int refresh, int wait)
    {
        ChangePace pace = Make(refresh, took);
        pace.Met(_clock.Now);
        FirstDue(pace).ShouldBe(wait);
    }

    [Fact]
    public void A_row_is_as_old_as_the_first_frame_that_is_in_no_change()
    {
        ChangePace pace = Make(refresh: 500, took: 100);
        _clock.Now += 450;
        pace.Met(_clock.Now);
        _clock.Now += 100;
        pace.Met(_clock.Now); // one that came later does not put it off
        FirstDue(pace).ShouldBe(400);
        pace.Begin();
        pace.Met(_clock.Now - 200);
        FirstDue(pace).ShouldBe(300, "it had waited already");
    }

    [Fact]
    public void Frames_that_have_waited_too_long_already_do_not_make_changes_follow_each_other()
    {
        ChangePace pace = Make(refresh: 500, took: 20);
        for (int i = 0; i < 3; i++)
        {
            pace.Met(_clock.Now - 3000);
            FirstDue(pace).ShouldBe(145);
            pace.Begin();
        }
    }

    [Fact]
    public void Where_no_frame_comes_the_time_itself_is_told()
    {
        ChangePace pace = Make(refresh: 500, took: 60);
        FirstDue(pace).ShouldBe(600);
    }

    private ChangePace Make(int refresh, int took)
    {
        var pace = new ChangePace(TimeSpan.FromMilliseconds(refresh), _clock);
        pace.Took(TimeSpan.FromMilliseconds(took));
        pace.Begin();
        return pace;
    }

    // Milliseconds from now on.
    private long FirstDue(ChangePace pace)
    {
        long begin = _clock.Now;
        while (!pace.IsDue) { _clock.Now++; }
        return _clock.Now - begin;
    }
}
