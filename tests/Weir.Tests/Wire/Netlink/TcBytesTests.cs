using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Tests.Platform;
using Weir.Wire.Netlink;

namespace Weir.Tests.Wire.Netlink;

/// <summary>
/// What iproute2 sends to the kernel is read as it was meant: that needs no kernel with the discipline. A few lines of C, loaded before the C library, write down each message on its way.
/// </summary>
public sealed class TcBytesTests
{
    private const string Recorder = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/socket.h>
        ssize_t sendmsg(int socket, const struct msghdr *message, int flags)
        {
            ssize_t (*next)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
            FILE *file = fopen(getenv("RECORDED"), "ab");
            for (size_t i = 0; i < message->msg_iovlen; i++) fwrite(message->msg_iov[i].iov_base, 1, message->msg_iov[i].iov_len, file);
            fclose(file);
            return next(socket, message, flags);
        }

        """;

    public static TheoryData<string, QueueOptions> All { get; } = new()
    {
        { "tbf rate 20mbit burst 3036 limit 100000", new TokenBucket(2_500_000, 3036, 100_000) },
        { "tbf rate 40gbit burst 1000000 limit 2000000", new TokenBucket(5_000_000_000, 1_000_000, 2_000_000) },
        { "pfifo limit 77", new PacketQueue(77, CountsBytes: false) },
        { "bfifo limit 65536", new PacketQueue(65_536, CountsBytes: true) },
        { "netem delay 20ms 3ms loss 50% limit 4000", new NetworkEmulator { Delay = TimeSpan.FromMilliseconds(20), Jitter = TimeSpan.FromMilliseconds(3), Loss = 0.5, Limit = 4000 } },
        { "netem delay 100ms reorder 25% 50% gap 5", new NetworkEmulator { Delay = TimeSpan.FromMilliseconds(100), Reorder = 0.25, ReorderCorrelation = 0.5, Gap = 5 } },
        { "netem loss gemodel 1% 10% 70% 0.1%", new NetworkEmulator { BurstLoss = (0.01, 0.1, 0.3, 0.001) } },
        { "netem duplicate 1% corrupt 0.1% rate 5mbit", new NetworkEmulator { Duplicate = 0.01, Corrupt = 0.001, Rate = 625_000 } },
        { "netem rate 80gbit", new NetworkEmulator { Rate = 10_000_000_000 } },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_iproute2_sends_is_read_as_it_was_meant(string words, QueueOptions meant)
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        string folder = Directory.CreateTempSubdirectory("weir-tc-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "recorder.c"), Recorder);
            Shell compiled = await Shell.RunAsync("command -v cc && command -v tc && cc -shared -fPIC -o recorder.so recorder.c -ldl", folder);
            if (compiled.ExitCode != 0) { Assert.Skip("no C compiler or no tc is here"); }
            // Whether this kernel takes it does not matter.
            await Shell.RunAsync($"LD_PRELOAD={folder}/recorder.so RECORDED={folder}/bytes nsenter --net={space.Path} tc qdisc add dev lo root {words}", folder);
            QueueOptions? read = Read(await File.ReadAllBytesAsync(Path.Combine(folder, "bytes")));
            AboutEqual(read.ShouldNotBeNull(words), meant);

            // And what is written here for the same is read by the same rules as what iproute2 wrote.
            var writer = new NetlinkWriter();
            new QueueDiscipline(1, meant).Write(writer, NetlinkMessageType.NewQueue, NetlinkFlags.Create, 1);
            AboutEqual(Read(writer.Written.ToArray())!, read!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static QueueOptions? Read(byte[] bytes)
    {
        ReadOnlySpan<byte> left = bytes;
        while (NetlinkMessage.TryRead(left, out NetlinkMessage message, out int consumed, out _))
        {
            left = left[consumed..];
            if (message.Type == NetlinkMessageType.NewQueue && QueueDiscipline.TryRead(message, out QueueDiscipline? queue, out _)) { return queue!.Options; }
        }

        return null;
    }

    // Shares are whole numbers of 32 bits on their way, and iproute2 rounds them in its own way.
    private static void AboutEqual(QueueOptions read, QueueOptions meant)
    {
        if (meant is not NetworkEmulator expected)
        {
            read.ShouldBe(meant);
            return;
        }

        NetworkEmulator one = read.ShouldBeOfType<NetworkEmulator>();
        (one.Delay, one.Jitter, one.Limit, one.Gap, one.Rate).ShouldBe((expected.Delay, expected.Jitter, expected.Limit, expected.Gap, expected.Rate));
        double[] Shares(NetworkEmulator of) => [of.Loss, of.LossCorrelation, of.Reorder, of.ReorderCorrelation, of.Duplicate, of.Corrupt, of.BurstLoss?.P ?? -1, of.BurstLoss?.R ?? -1, of.BurstLoss?.H ?? -1, of.BurstLoss?.GoodLoss ?? -1];
        foreach ((double a, double b) in Shares(one).Zip(Shares(expected))) { a.ShouldBe(b, 1e-6); }
    }
}
