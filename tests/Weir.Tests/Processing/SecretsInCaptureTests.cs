using System.Text;
using Weir.Capture;
using Weir.Decoding;
using Weir.Processing;
using Weir.Tests.Decoding;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Processing;

/// <summary>A capture that brings its session secrets along is decoded without any other.</summary>
public sealed class SecretsInCaptureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-dsb").FullName;
    private readonly RlpxScene _scene = new RlpxScene().Talk(40);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 30)]
    [InlineData(2, 30)]
    public void Its_sessions_are_decrypted_and_their_codes_checked_when_the_secret_comes_first(int workers, int packetsBefore)
    {
        string file = Write(SecretStore.BlockType, packetsBefore);
        MessageRecorder sink = Run(file, workers, new DecodingOptions(), out PathResult result);
        result.Balance.Holds.ShouldBeTrue();
        sink.Messages.Count.ShouldBe(84);
        sink.Doubts.Count.ShouldBeLessThanOrEqualTo(2);
        if (packetsBefore == 0)
        {
            sink.Messages.ShouldAllBe(message => message.Trail.Authenticity == Waypoint.MacRight);
            sink.Doubts.ShouldBeEmpty();
        }
    }

    [Fact]
    public void They_go_into_the_store_of_the_options_when_there_is_one()
    {
        SecretStore store = new RlpxScene(seed: 9).Store();
        MessageRecorder sink = Run(Write(SecretStore.BlockType, 0), 1, new DecodingOptions { Secrets = store }, out _);
        sink.Messages.Count.ShouldBe(84);
        store.Secrets.Count.ShouldBe(2);
        store.Secrets.ShouldContain(secret => secret.Source.EndsWith("dsb.pcapng, secrets block 1:1", StringComparison.Ordinal));
    }

    [Fact]
    public void Secrets_of_another_type_are_left_alone()
    {
        MessageRecorder sink = Run(Write(DecryptionSecretsBlock.TlsKeyLog, 0), 1, new DecodingOptions(), out _);
        sink.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Lines_that_are_not_understood_are_told_with_their_place(int workers)
    {
        string file = Write(SecretStore.BlockType, 0, "\nno json\n", "{\"aes\": 1}");
        Run(file, workers, new DecodingOptions(), out PathResult result).Messages.Count.ShouldBe(84);
        result.Files[0].SecretProblems.Select(problem => (problem.File, problem.Line)).ShouldBe([($"{file}, secrets block 1", 3), ($"{file}, secrets block 2", 1)]);
        foreach (string[] command in (string[][])[["decode", file], ["consensus", file]])
        {
            string[] lines = (await Cli.CliRun.RunAsync(command)).ShouldExit(0).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBe(2);
            lines[0].ShouldStartWith($"weir: {file}, secrets block 1:3: no valid JSON");
            lines[1].ShouldStartWith($"weir: {file}, secrets block 2:1: ");
        }
    }

    private static MessageRecorder Run(string file, int workers, DecodingOptions options, out PathResult result)
    {
        var sink = new MessageRecorder();
        result = new CapturePath(new CapturePathOptions { Workers = workers, BytesPerWorker = 1, Decoding = options }, _ => sink).Run([file], TestContext.Current.CancellationToken);
        return sink;
    }

    // The scene as a TCP connection, both directions in turn, with the secrets after so many packets.
    private string Write(uint type, int packetsBefore, string more = "", string secondBlock = "")
    {
        string file = Path.Combine(_folder, "dsb.pcapng");
        var point = new CapturePoint("eth0", file, LinkType.Ethernet);
        IpAddress[] ips = [IpAddress.FromIPv4(0x0a000001), IpAddress.FromIPv4(0x0a000002)];
        byte[][] streams = [_scene.Stream(Direction.ClientToServer), _scene.Stream(Direction.ServerToClient)];
        string line = $$"""{"aes": "{{Convert.ToHexString(_scene.Secrets.Aes)}}", "mac": "{{Convert.ToHexString(_scene.Secrets.Mac)}}", "init_nonce": "{{Convert.ToHexString(_scene.Secrets.InitiatorNonce)}}", "resp_nonce": "{{Convert.ToHexString(_scene.Secrets.RecipientNonce)}}"}""";
        using CaptureWriter writer = CaptureWriter.Create(file);
        writer.AddPoint(point);
        long number = 0;
        int[] sent = [0, 0];
        void Packet(int side, uint sequence, TcpFlags flags, ReadOnlySpan<byte> payload)
        {
            if (number == packetsBefore)
            {
                writer.Write(new CaptureSecret(type, Encoding.UTF8.GetBytes(line + "\n" + more)));
                if (secondBlock.Length > 0) { writer.Write(new CaptureSecret(type, Encoding.UTF8.GetBytes(secondBlock))); }
            }

            byte[] bytes = new FrameBuilder().Ethernet().IPv4(ips[side], ips[1 - side])
                .Tcp(side == 0 ? (ushort)40000 : (ushort)32323, side == 0 ? (ushort)32323 : (ushort)40000, sequence, flags == TcpFlags.Syn ? 0 : (uint)(1001 + sent[1 - side]), flags, 65535, null)
                .Payload(payload.ToArray()).ToArray();
            number++;
            writer.Write(new Frame(bytes, point, number, 1_700_000_000_000_000_000 + number * 1_000_000, bytes.Length));
        }

        Packet(0, 1000, TcpFlags.Syn, []);
        Packet(1, 1000, TcpFlags.Syn | TcpFlags.Ack, []);
        while (sent[0] < streams[0].Length || sent[1] < streams[1].Length)
        {
            for (int side = 0; side < 2; side++)
            {
                int take = Math.Min(700, streams[side].Length - sent[side]);
                if (take == 0) { continue; }
                Packet(side, (uint)(1001 + sent[side]), TcpFlags.Ack | TcpFlags.Psh, streams[side].AsSpan(sent[side], take));
                sent[side] += take;
            }
        }

        for (int side = 0; side < 2; side++) { Packet(side, (uint)(1001 + sent[side]), TcpFlags.Ack | TcpFlags.Fin, []); }
        return file;
    }
}
