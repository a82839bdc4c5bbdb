namespace Weir.Traffic;

/// <summary>What <see cref="HttpServer"/> serves.</summary>
internal sealed record HttpServerOptions
{
    /// <summary>The port.</summary>
    public int Port { get; init; }

    /// <summary>An address of this machine; null = all, of both versions.</summary>
    public string? Address { get; init; }

    /// <summary>The folder whose files are served; null serves <see cref="Body"/> under every path.</summary>
    public string? Folder { get; init; }

    /// <summary>What is answered without a folder.</summary>
    public ReadOnlyMemory<byte> Body { get; init; } = "Weir is here.\n"u8.ToArray();

    /// <summary>A page of so many bytes, of letters in lines of 64.</summary>
    public static byte[] Page(int size)
    {
        byte[] page = new byte[size];
        for (int i = 0; i < size; i++) { page[i] = (byte)(i % 64 == 63 ? '\n' : 'a' + (i % 26)); }
        return page;
    }
}
