using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Registry.Access;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Pushes blobs (distribution-spec, "Pushing blobs"): in one request, in two, in chunks, or mounted from another
/// repository.
/// </summary>
internal static class UploadRequests
{
    private const int CopyBuffer = 1 << 17;

    public static async Task<IResult> BeginAsync(DistributionRequest request, string repository)
    {
        if (request.Query("mount") is { } mount
            && await TryMountAsync(request, repository, DistributionRequest.ParseDigest(mount)) is { } mounted)
            return mounted;
        var digest = request.Query("digest") is { } sent ? DistributionRequest.ParseDigest(sent) : (Digest?)null;
        var upload = await request.Api.Uploads.BeginAsync(repository, request.Principal, request.Cancel);
        if (digest is null)
            return Accepted(request, upload);
        upload.TryEnter();
        return await CommitAsync(request, upload, digest.Value);
    }

    public static Task<IResult> StatusAsync(DistributionRequest request, DistributionPath.Upload path)
    {
        Describe(request, request.Api.Uploads.Find(path.Repository, path.Id, request.Principal));
        return Task.FromResult(Results.NoContent());
    }

    public static async Task<IResult> AppendAsync(DistributionRequest request, DistributionPath.Upload path)
    {
        var upload = request.Api.Uploads.Enter(path.Repository, path.Id, request.Principal);
        try
        {
            if (!Fits(request, upload))
                return OutOfOrder(request, upload);
            await ReceiveAsync(request, upload);
            return Accepted(request, upload);
        }
        catch (Exception e) when (DiskSpace.IsDiskFull(e))
        {
            await request.Api.Uploads.EndAsync(upload);
            throw;
        }
        finally
        {
            upload.Leave();
        }
    }

    public static async Task<IResult> FinishAsync(DistributionRequest request, DistributionPath.Upload path)
    {
        var digest = DistributionRequest.ParseDigest(request.Query("digest"));
        var upload = request.Api.Uploads.Enter(path.Repository, path.Id, request.Principal);
        var fits = false;
        try
        {
            fits = Fits(request, upload);
        }
        finally
        {
            if (!fits)
                upload.Leave();
        }
        return fits ? await CommitAsync(request, upload, digest) : OutOfOrder(request, upload);
    }

    public static async Task<IResult> CancelAsync(DistributionRequest request, DistributionPath.Upload path)
    {
        await request.Api.Uploads.EndAsync(request.Api.Uploads.Enter(path.Repository, path.Id, request.Principal));
        return Results.NoContent();
    }

    private static async Task<IResult?> TryMountAsync(DistributionRequest request, string repository, Digest digest)
    {
        var allowed = request.Query("from") is { } from && ImageReference.IsRepository(from)
            && await request.MayPullAsync(from)
            && await request.Api.Index.MayReadAsync(from, digest, request.Cancel);
        return allowed && await request.Api.PromiseAsync(repository, digest, request.Cancel)
            ? Created(request, repository, digest) : null;
    }

    // An interrupted body leaves the upload with the bytes received so far, to be resumed. Only a finished request ends
    // it, and a full disk, which the upload would keep full.
    private static async Task<IResult> CommitAsync(DistributionRequest request, Upload upload, Digest digest)
    {
        var over = false;
        try
        {
            await ReceiveAsync(request, upload);
            over = true;
            await upload.Writer.CommitAsync(digest, request.Cancel);
            if (!await request.Api.PromiseAsync(upload.Repository, digest, CancellationToken.None))
                throw new RegistryException(RegistryError.BlobUnknown);
            return Created(request, upload.Repository, digest);
        }
        catch (Exception e) when (DiskSpace.IsDiskFull(e))
        {
            over = true;
            throw;
        }
        finally
        {
            if (over)
                await request.Api.Uploads.EndAsync(upload);
            else
                upload.Leave();
        }
    }

    private static bool Fits(DistributionRequest request, Upload upload)
    {
        if (ContentRange.Parse(request.Http.Request.Headers.ContentRange) is not { } range)
            return true;
        if (request.Http.Request.ContentLength is { } length && length != range.Length)
            throw new RegistryException(RegistryError.SizeInvalid("Content-Range and Content-Length differ"));
        return range.First == upload.Writer.Length;
    }

    private static async Task ReceiveAsync(DistributionRequest request, Upload upload)
    {
        var left = request.Api.Limits.MaxBlobBytes - upload.Writer.Length;
        if (request.Http.Request.ContentLength > left)
            throw TooLarge(request);
        if (request.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var buffer = new byte[CopyBuffer];
        for (int read; (read = await request.Http.Request.Body.ReadAsync(buffer, request.Cancel)) > 0; left -= read)
        {
            if (read > left)
                throw TooLarge(request);
            upload.Writer.Write(buffer.AsSpan(0, read));
        }
    }

    private static RegistryException TooLarge(DistributionRequest request) =>
        new(RegistryError.SizeInvalid(
            $"a blob has at most {request.Api.Limits.MaxBlobBytes} bytes", StatusCodes.Status413PayloadTooLarge));

    private static void Describe(DistributionRequest request, Upload upload)
    {
        request.Answer.Location = upload.Location;
        request.Answer["Range"] = upload.Range;
        request.Answer["Docker-Upload-UUID"] = upload.Id;
    }

    private static IResult Accepted(DistributionRequest request, Upload upload)
    {
        Describe(request, upload);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static ErrorAnswer OutOfOrder(DistributionRequest request, Upload upload)
    {
        Describe(request, upload);
        var error = RegistryError.UploadInvalid($"the next byte is number {upload.Writer.Length}") with
        {
            Status = StatusCodes.Status416RangeNotSatisfiable,
        };
        return new ErrorAnswer(error);
    }

    private static IResult Created(DistributionRequest request, string repository, Digest digest)
    {
        request.Answer["Docker-Content-Digest"] = digest.ToString();
        request.Answer.Location = $"/v2/{repository}/blobs/{digest}";
        return Results.StatusCode(StatusCodes.Status201Created);
    }
}
