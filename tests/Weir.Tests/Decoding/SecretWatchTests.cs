using Weir.Decoding;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Decoding;

/// <summary>Secrets that come while others are in use, and streams that wait for them.</summary>
public sealed class SecretWatchTests : IDisposable
{
    private const Direction Up = Direction.ClientToServer;
    private const Direction Down = Direction.ServerToClient;

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-secrets").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_come_and_grow_are_read()
    {
        var watch = new SecretWatch([Path.Combine(_folder, "n?", "keys", "*.jsonl"), Path.Combine(_folder, "later")]);
        watch.Store.Secrets.ShouldBeEmpty();
        string keys = Directory.CreateDirectory(Path.Combine(_folder, "n1", "keys")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "other", "keys"));
        File.WriteAllText(Path.Combine(_folder, "other", "keys", "a.jsonl"), Line(9));
        File.WriteAllText(Path.Combine(keys, "a.jsonl"), Line(1));
        File.WriteAllText(Path.Combine(keys, "a.txt"), Line(9));
        watch.Look();
        watch.Store.Secrets.Count.ShouldBe(1);

        // Half a line is a mistake until the other half is there.
        string second = Line(2);
        File.AppendAllText(Path.Combine(keys, "a.jsonl"), second[..40]);
        watch.Look();
        watch.Store.Problems.ShouldHaveSingleItem();
        File.AppendAllText(Path.Combine(keys, "a.jsonl"), second[40..]);
        watch.Look();
        watch.Store.Problems.ShouldBeEmpty();
        watch.Store.Secrets.Count.ShouldBe(2);

        Directory.CreateDirectory(Path.Combine(_folder, "later", "deep"));
        File.WriteAllText(Path.Combine(_folder, "later", "deep", "b.jsonl"), Line(3));
        watch.Look();
        watch.Store.Secrets.Count.ShouldBe(3);
        int version = watch.Store.Version;
        watch.Look();
        watch.Store.Version.ShouldBe(version, "nothing has changed");
    }

    [Fact]
    public async Task A_pipe_among_the_secrets_does_not_hold_up_who_looks_and_is_told_once()
    {
        File.WriteAllText(Path.Combine(_folder, "a.jsonl"), Line(1));
        string pipe = Path.Combine(_folder, "b.jsonl");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe, Path.Combine(_folder, "key")])) { await make.WaitForExitAsync(TestContext.Current.CancellationToken); }
        Task<SecretWatch> look = Task.Run(() =>
        {
            var watch = new SecretWatch([_folder]);
            watch.Look();
            return watch;
        });
        SecretWatch seen = await look.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        seen.Store.Secrets.Count.ShouldBe(1);
        seen.Remarks.Count().ShouldBe(2);
        seen.Remarks.ShouldAllBe(remark => remark.Contains("is no regular file"));
    }

    [Fact]
    public void A_secret_that_comes_after_the_first_messages_loses_none_and_leaves_no_doubt()
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        var store = new SecretStore();
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = store, JoinBytes = 256 << 10 });
        feeder.Data(Up, scene.Stream(Up)).Data(Down, scene.Stream(Down));
        feeder.Stage.LookAgain();
        feeder.Sink.Messages.ShouldBeEmpty();
        store.Add(scene.Secrets, null, null, "test");

        // Nothing more passes: the stage must look by itself.
        feeder.Stage.LookAgain();
        feeder.Stage.Flush();
        MessageRecorder sink = feeder.Sink;
        foreach (Direction direction in (Direction[])[Up, Down])
        {
            sink.Messages.Where(message => message.Direction == direction).Select(message => (message.Trail.Offset, message.Kind)).ShouldBe(scene.Frames(direction).Select(frame => ((long)frame.Offset, frame.Kind)));
        }

        sink.Doubts.ShouldBeEmpty();
        sink.Messages.ShouldAllBe(message => message.Trail.Authenticity == Waypoint.MacRight);
        feeder.Balance[Waypoint.StreamsJoined].ShouldBe(2);
        feeder.End(Up, StreamEnd.Closed).End(Down, StreamEnd.Closed).Complete().Doubts.ShouldBeEmpty();
        feeder.Stage.Joining.ShouldBeEmpty();
    }

    [Fact]
    public void A_stream_that_is_joined_in_the_middle_still_has_its_doubt()
    {
        RlpxScene scene = new RlpxScene().Talk(20);
        var feeder = new StreamFeeder(new DecodingOptions { Secrets = scene.Store() });
        RlpxScene.SentFrame later = scene.Frames(Up)[5];
        MessageRecorder sink = feeder.MidStream(Up).Data(Up, scene.Stream(Up).AsSpan(later.Offset)).Complete();
        sink.Messages.Count.ShouldBe(17);
        sink.Doubts.ShouldNotBeEmpty();
    }

    private static string Line(int number)
    {
        var secrets = new RlpxScene(seed: number).Secrets;
        return $"{{\"aes\": \"{Convert.ToHexStringLower(secrets.Aes)}\"}}\n";
    }
}
