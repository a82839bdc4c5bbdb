using Weir.Programs;

namespace Weir.Tests.Programs;

/// <summary>The output of a process on its way to who reads it.</summary>
public sealed class OutputPipeTests
{
    private const int Rounds = 3000;

    [Fact]
    public async Task What_a_program_left_behind_writes_while_the_program_ends_does_not_abort_weir()
    {
        byte[] piece = new byte[4096];
        for (int i = 0; i < Rounds; i++)
        {
            var pipe = new OutputPipe();
            using var both = new Barrier(2);
            Task taking = Task.Run(() =>
            {
                both.SignalAndWait(TestContext.Current.CancellationToken);
                for (int n = 0; n < 20; n++) { pipe.Take(piece); }
            });
            both.SignalAndWait(TestContext.Current.CancellationToken);
            pipe.Complete();
            // On the thread that reads for all children an exception would be the end of the process.
            await taking;
        }
    }

    [Fact]
    public async Task What_comes_before_the_end_is_read_and_what_comes_after_it_is_not()
    {
        var pipe = new OutputPipe();
        pipe.Take("one"u8);
        pipe.Complete();
        pipe.Take("two"u8);
        using var reader = new StreamReader(pipe.Stream);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("one");
    }
}
